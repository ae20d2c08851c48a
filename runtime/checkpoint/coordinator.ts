import type { HourlyRollup } from '../../connectors/archive.ts';
import type { Log, LogRecord } from '../../connectors/log.ts';
import type { PartitionName, SnapshotStore } from '../../connectors/snapshot-store.ts';
import type { Clock } from '../base/clock.ts';
import type { MillraceError } from '../base/errors.ts';
import { limits } from '../base/limits.ts';
import type { PartitionHead } from '../partition/partition-head.ts';
import type { Stage } from '../partition/stage.ts';
import { type CheckpointTime, noCheckpointTime, withCheckpoint } from './checkpoint-time.ts';
import { CheckpointWrite } from './checkpoint-write.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { Manifest, SegmentReference } from './manifest.ts';
import type { OwnerCell } from './owner-cell.ts';
import { RollupLots } from './rollup-lots.ts';
import type { Schedule } from './schedule.ts';
import { SegmentWriter } from './segments.ts';

/** What a coordinator works with. */
export interface CoordinatorParts {
  readonly name: PartitionName;
  readonly partition: Stage;
  readonly input: Log;
  readonly output: Log;
  readonly snapshots: SnapshotStore;
  /** Archives roll-ups as they are at an input sequence. */
  readonly archive: (sequence: number, rollups: readonly HourlyRollup[]) => Promise<void>;
  /** Archives the raw events up to a record that has been taken, where they are kept. */
  readonly archiveEvents: (last: number, signal: AbortSignal) => Promise<void>;
  readonly cell: OwnerCell;
  readonly schedule: Schedule;
  readonly codeHash: string;
  readonly clock: Clock;
  /** Resolves once the output log holds everything up to a sequence. */
  readonly stored: (sequence: number) => Promise<void>;
  /** Told of the milliseconds for which a checkpoint kept events waiting. */
  readonly paused: (milliseconds: number) => void;
  /** Told when the store has not taken a checkpoint, at each try that failed, and with null when it has. */
  readonly late: (error: MillraceError | null) => void;
}

/** What is known of a checkpoint at its freeze. */
interface Plan {
  readonly head: PartitionHead;
  readonly lastRecord: number;
  readonly fingerprint: number;
  readonly outputLast: number;
  readonly number: number;
  readonly sinceFull: number;
  readonly actors: number;
}

/** A checkpoint being taken. */
interface Underway {
  readonly encoder: SegmentWriter;
  readonly rollups: RollupLots;
  readonly write: CheckpointWrite;
  readonly ended: Promise<void>;
  isEncoding: boolean;
  /** When it was frozen, of a clock that doesn't jump. */
  readonly began: number;
  /** Milliseconds for which it kept events waiting, at once, at most. */
  longestPause: number;
}

/**
 * Takes a partition's checkpoints. Freezing and encoding happen a step at a time between slices of events; storing goes on
 * beside them: segments and the roll-ups that changed; when all results of the inputs in it are stored, the manifest; then the acknowledgement of the input up
 * to the *previous* checkpoint, so that a lost manifest still finds its input; then what no manifest names any more is dropped.
 */
export class Coordinator {
  readonly #parts: CoordinatorParts;
  #newest: Manifest | undefined;
  #number: number;
  #underway: Underway | undefined;
  #committed: Manifest | undefined;
  #failure: unknown;
  #longestPause = 0;
  #time = noCheckpointTime;

  /** @param newest the checkpoint the partition was restored from. */
  constructor(parts: CoordinatorParts, newest: Manifest | undefined) {
    this.#parts = parts;
    this.#newest = newest;
    this.#number = Math.max(0, ...parts.cell.manifests.map((manifest) => manifest?.checkpoint ?? 0));
    if (newest !== undefined) parts.schedule.resume(newest.sinceFull);
  }

  /** The newest committed checkpoint. */
  get newest(): Manifest | undefined {
    return this.#newest;
  }

  /** Milliseconds for which the newest checkpoint of this owner kept events waiting, at once, at most. */
  get longestPause(): number {
    return this.#longestPause;
  }

  /** What the checkpoints of this owner took. */
  get time(): CheckpointTime {
    return this.#time;
  }

  /** Input sequence of the oldest checkpoint that is kept: the log must go on from there. */
  get oldestSequence(): number {
    return Math.min(...this.#parts.cell.manifests.map((manifest) => manifest?.head.sequence ?? 0));
  }

  get isUnderway(): boolean {
    return this.#underway !== undefined;
  }

  /** Milliseconds for which the store has not taken the checkpoint that is underway. */
  get lateFor(): number {
    return this.#underway?.write.lateFor ?? 0;
  }

  /** Resolves when the checkpoint that is underway has got further. */
  async moved(): Promise<void> {
    await this.#underway?.write.progress();
  }

  /** Whether the next step has something to encode. */
  get isEncoding(): boolean {
    return this.#underway?.isEncoding === true && this.#underway.write.hasRoom;
  }

  /**
   * Freezes the partition.
   *
   * @param last the newest record taken, if any was since the start.
   * @param outputLast last sequence of the output log, once all results so far are stored.
   */
  begin(last: LogRecord | undefined, outputLast: number): void {
    const { partition, schedule, clock, snapshots, archive, cell, name, late } = this.#parts;
    const began = performance.now();
    const full = schedule.nextIsFull;
    let encoder: SegmentWriter | undefined;
    const rollups = new RollupLots();
    const { head, removed } = partition.freeze(
      full,
      (actor) => encoder?.add(actor),
      (rollup) => rollups.add(rollup),
    );
    encoder = new SegmentWriter(removed);
    const plan: Plan = {
      head,
      outputLast,
      lastRecord: last?.sequence ?? this.#newest?.lastRecord ?? 0,
      fingerprint: last === undefined ? (this.#newest?.fingerprint ?? 0) : fingerprintOf(last),
      number: ++this.#number,
      sinceFull: schedule.sinceFull,
      actors: partition.actors,
    };
    const write = new CheckpointWrite({
      snapshots,
      archive: async (lot) => await archive(head.sequence, lot),
      name: { partition: name, epoch: cell.epoch, checkpoint: plan.number },
      base: full ? [] : (this.#newest?.segments ?? []),
      held: (milliseconds) => this.#paused(milliseconds),
      late,
    });
    const ended = write
      .run(async (segments) => await this.#commit(plan, segments, write))
      .catch((thrown: unknown) => {
        this.#failure ??= thrown;
      });
    this.#underway = { encoder, rollups, write, ended, isEncoding: true, began, longestPause: 0 };
    schedule.begun(clock.now());
    this.#paused(performance.now() - began);
  }

  /** Encodes some more; returns the manifest that was committed since the last step. @throws fenced, or what the store throws. */
  step(): Manifest | undefined {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.isEncoding && this.#underway !== undefined) this.#encode(this.#underway);
    const committed = this.#committed;
    this.#committed = undefined;
    return committed;
  }

  /** Takes a checkpoint to its end. @throws as {@link step}. */
  async finish(): Promise<Manifest | undefined> {
    while (this.#underway?.isEncoding) {
      this.step();
      if (!this.isEncoding) await this.#underway?.write.progress();
    }
    await this.#underway?.ended;
    return this.step();
  }

  /** Gives up the checkpoint being taken; the next one would be a full one. */
  abandon(): void {
    if (this.#underway === undefined) return;
    this.#underway.write.abandon();
    this.#underway = undefined;
    this.#parts.partition.abandonFreeze();
    this.#parts.schedule.failed();
  }

  #encode(underway: Underway): void {
    const began = performance.now();
    const { encoder, rollups, write } = underway;
    do {
      if (encoder.packRemoved()) continue;
      underway.isEncoding = this.#parts.partition.advanceFreeze();
    } while (underway.isEncoding && performance.now() - began < limits.freezeMilliseconds);
    const isWhole = !underway.isEncoding;
    if (isWhole) encoder.end();
    write.add([...encoder.take(), ...rollups.take(isWhole)], isWhole);
    this.#paused(performance.now() - began);
  }

  #paused(milliseconds: number): void {
    this.#parts.paused(milliseconds);
    if (this.#underway === undefined) return;
    this.#underway.longestPause = Math.max(this.#underway.longestPause, milliseconds);
  }

  async #commit(plan: Plan, segments: readonly SegmentReference[], write: CheckpointWrite): Promise<void> {
    const { input, output, archiveEvents, cell, schedule, codeHash, clock, stored } = this.#parts;
    const previous = this.#newest;
    const { number, ...rest } = plan;
    await write.insist(async () => await archiveEvents(plan.lastRecord, write.signal));
    await stored(plan.outputLast);
    const manifest: Manifest = {
      ...rest,
      epoch: cell.epoch,
      checkpoint: number,
      inputLog: input.identity,
      outputLog: output.identity,
      codeHash,
      segments,
      takenAt: clock.now(),
    };
    await write.insist(async () => await cell.commit(manifest));
    this.#newest = manifest;
    this.#committed = manifest;
    if (this.#underway !== undefined) this.#time = withCheckpoint(this.#time, performance.now() - this.#underway.began);
    schedule.committed(plan.sinceFull);
    if (previous !== undefined) await write.insist(async () => await input.ack(previous.head.sequence));
    await write.insist(async () => await this.#dropUnnamed());
    this.#longestPause = this.#underway?.longestPause ?? 0;
    this.#underway = undefined;
  }

  /** Drops the segments of checkpoints that no kept manifest needs, this owner's and those that older owners left. */
  async #dropUnnamed(): Promise<void> {
    const { snapshots, cell, name } = this.#parts;
    const named = new Set<string>();
    for (const manifest of cell.manifests) {
      for (const { epoch, checkpoint } of manifest?.segments ?? []) named.add(`${epoch}/${checkpoint}`);
    }
    for (const stored of await snapshots.listCheckpoints(name)) {
      if (stored.epoch > cell.epoch || named.has(`${stored.epoch}/${stored.checkpoint}`)) continue;
      await snapshots.dropCheckpoint(stored);
    }
  }
}
