import type { Modules } from '../../actors/catalog.ts';
import type { TenantSettings } from '../../actors/settings.ts';
import type { Log } from '../../connectors/log.ts';
import type { Connectors } from '../../connectors/registry.ts';
import type { Clock } from '../base/clock.ts';
import type { MillraceError } from '../base/errors.ts';
import { Coordinator } from '../checkpoint/coordinator.ts';
import type { LoadProgress } from '../checkpoint/load.ts';
import { OwnerCell } from '../checkpoint/owner-cell.ts';
import { checkpointPhase } from '../checkpoint/phase.ts';
import { recover } from '../checkpoint/recovery.ts';
import { Schedule } from '../checkpoint/schedule.ts';
import { Chain } from '../delivery/chain.ts';
import { Continuity } from '../delivery/continuity.ts';
import { acksFirst, resumesAfter, suppressedUpTo } from '../delivery/delivery-mode.ts';
import { Suppression } from '../delivery/suppression.ts';
import { makeStage, settingsRunBy } from '../ingest/stages.ts';
import { codeHashOf } from '../modules/code-hash.ts';
import { loadModules } from '../modules/load-modules.ts';
import type { Stage } from '../partition/stage.ts';
import { type DueReports, dueReportsOf } from './due-reports.ts';
import { EventArchive } from './event-archive.ts';
import { raiseFence } from './fence.ts';
import type { TurnMark } from './heart.ts';
import type { PartitionSpec, Replay } from './protocol.ts';
import { Publisher } from './publisher.ts';

/** A partition that this thread owns, ready to take its next input. */
export interface Held {
  readonly partition: Stage;
  readonly epoch: number;
  /** Up to where its inputs had been answered before; nothing when `upTo` is `from`. */
  readonly replay: Replay;
  readonly input: Log;
  readonly output: Log;
  readonly continuity: Continuity;
  readonly publisher: Publisher;
  readonly coordinator: Coordinator;
  readonly schedule: Schedule;
  /** Undefined where no alert triggers reports. */
  readonly reports: DueReports | undefined;
  readonly turn: TurnMark;
}

/** Told of what happens. */
export interface TakeOverWatch {
  readonly warn: (message: string) => void;
  /** All results of inputs that arrived at these times are stored. */
  readonly published: (arrivals: readonly number[]) => void;
  /** A checkpoint kept events waiting for so many milliseconds. */
  readonly paused: (milliseconds: number) => void;
  /** The store has not taken a checkpoint, which is tried again; null: it has by now. */
  readonly late: (error: MillraceError | null) => void;
  /** So much of its checkpoint is restored. */
  readonly restored: (progress: LoadProgress) => void;
  /** Marks when the partition has the thread for itself. */
  readonly turn: TurnMark;
  /** Aborts when the partition is not to be taken over any more. */
  readonly stop: AbortSignal;
}

/**
 * Takes a partition over: claims the next epoch, fences the output log, and only then reads its tail; passes the gates,
 * restores the newest checkpoint that will do, and resumes behind it.
 *
 * @throws an AbortError when it is to stop; fenced, log-conflict, the gates' codes (see {@link import('../checkpoint/gates.ts')}), checkpoint-unusable.
 */
export async function takeOver(
  spec: PartitionSpec,
  connectors: Connectors,
  clock: Clock,
  watch: TakeOverWatch,
): Promise<Held> {
  const { logs, snapshots, archive } = connectors;
  const { tenant, index, count, settings, folder, delivery } = spec;
  const name = `${tenant}/${index}`;
  const input = await logs.open({ tenant, partition: index, count, direction: 'input' });
  const output = await logs.open({ tenant, partition: index, count, direction: 'output' });
  for (const note of [...(input.notes ?? []), ...(output.notes ?? [])]) watch.warn(note);

  const cell = await OwnerCell.claim(snapshots, name, spec.owner, spec.checkpoint.keep);
  const fence = await raiseFence(output, cell.epoch, spec.owner, async () => await cell.check());
  const tail = await output.tail();
  const [inputBounds, codeHash] = [await input.bounds(), codeHashOf(settingsRunBy(index, settings), folder)];

  const makePartition = async (inForce = settings): Promise<Stage> => {
    const modules: Modules = await watch.turn.whileLoading(() => loadModules(inForce, folder));
    return watch.turn.during(() => makeStage({ index, count }, inForce, modules));
  };
  const { partition, manifest } = await recover(
    {
      partition: name,
      snapshots,
      input,
      facts: {
        inputLog: input.identity,
        outputLog: output.identity,
        inputFirst: inputBounds.first,
        inputLast: inputBounds.last,
        outputLast: fence.before,
        tail,
        codeHash,
        acceptCodeChange: spec.acceptCodeChange,
      },
      makePartition: (from) => makePartition(from?.head.settings),
      warn: watch.warn,
      loaded: watch.restored,
      inTurn: watch.turn.during,
      stop: watch.stop,
    },
    cell.manifests,
  );

  const resumed = resumesAfter(delivery, partition.sequence, acksFirst(delivery) ? await input.acked() : 0);
  if (resumed > partition.sequence) partition.skipTo(resumed);
  await input.own(cell.epoch, resumed);
  const publisher = new Publisher({
    output,
    chain: new Chain(fence.last),
    suppression: new Suppression(suppressedUpTo(delivery, tail)),
    clock,
    tail,
    warn: watch.warn,
    published: watch.published,
  });
  publisher.resume(resumed);
  const { every, rebaseAfter } = spec.checkpoint;
  const schedule = new Schedule(every, rebaseAfter, clock.now(), checkpointPhase(tenant, index));
  const { late, turn } = watch;
  // On a thread whose partitions all write at once to a slow disk, each write that ends is a sign of life.
  const paused = (milliseconds: number): void => {
    turn.goesOn();
    watch.paused(milliseconds);
  };
  const events = eventArchiveOf(spec, connectors, partition, turn);
  const stored = async (sequence: number): Promise<void> => await publisher.stored(sequence);
  const coordinator = new Coordinator(
    {
      name,
      partition,
      input,
      output,
      snapshots,
      archive: async (sequence, rollups) => {
        if (typeof index === 'number') await archive.putRollups(tenant, index, sequence, rollups);
      },
      lots: archive.lots,
      archiveEvents: async (last, signal) => await events?.upTo(last, signal),
      cell,
      schedule,
      codeHash,
      clock,
      stored,
      paused,
      late,
    },
    manifest,
  );
  if (manifest === undefined) {
    // The settings that the first input will be taken under have to outlive a crash before the first checkpoint.
    coordinator.begin(undefined, fence.last);
    const giveUp = (): void => coordinator.abandon();
    watch.stop.addEventListener('abort', giveUp);
    await coordinator.finish().finally(() => watch.stop.removeEventListener('abort', giveUp));
  }
  const continuity = new Continuity(resumed, input.isDense);
  const replay = { from: resumed, upTo: Math.max(resumed, tail?.input ?? 0) };
  const reports = dueReportsOf(spec, connectors, input, watch.warn);
  partition.afterPart = turn.goesOn;
  partition.onThrown = ({ message }) => watch.warn(message);
  return {
    partition,
    epoch: cell.epoch,
    replay,
    input,
    output,
    continuity,
    publisher,
    coordinator,
    schedule,
    reports,
    turn,
  };
}

/** What copies the events behind the checkpoint that a partition was restored from; undefined where none are kept. */
function eventArchiveOf(
  spec: PartitionSpec,
  { logs, archive }: Connectors,
  partition: Stage,
  turn: TurnMark,
): EventArchive | undefined {
  const { tenant, index, count, keepEvents, folder } = spec;
  if (keepEvents === undefined || typeof index !== 'number') return undefined;
  const parts = {
    archive,
    tenant,
    place: { index, count },
    open: async () => await logs.open({ tenant, partition: index, count, direction: 'input' }),
    loadModules: async (settings: TenantSettings) => await turn.whileLoading(() => loadModules(settings, folder)),
    inTurn: turn.during,
    keep: keepEvents,
  };
  return new EventArchive(parts, partition.sequence, partition.settings, partition.state?.redriven.encode());
}
