import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { MessagePort } from 'node:worker_threads';
import { type Connectors, openConnectors } from '../../connectors/registry.ts';
import { systemClock } from '../base/clock.ts';
import { MillraceError, messageOf, remedyOf } from '../base/errors.ts';
import { actorModulesIn, formatModulesIn } from '../modules/modules-in.ts';
import type { WaitingFor } from '../ownership/lease-keeper.ts';
import type { TurnMark } from './heart.ts';
import { LoopProgress } from './loop-progress.ts';
import { holdPartition, type PartitionHold } from './partition-hold.ts';
import { PartitionLoop } from './partition-loop.ts';
import { plainError } from './plain-error.ts';
import type { PartitionSpec } from './protocol.ts';
import { strayQuarantine } from './quarantine.ts';
import { ratesOf } from './rates.ts';
import { Setbacks } from './setbacks.ts';
import { startTurn } from './start-turns.ts';
import { explained } from './stranger.ts';
import type { Culprit } from './strays.ts';
import { takeOver } from './take-over.ts';
import { TaskPort } from './task-port.ts';

/**
 * After these a partition is taken over anew: someone else wrote, or nobody knows what was written, or somebody else owns it by
 * now and its lease is waited for.
 */
const RETRIED = new Set([
  'fenced',
  'log-conflict',
  'segment-exists',
  'outcome-unknown',
  'file-busy',
  'broker-unavailable',
  'store-unavailable',
  'store-full',
  'lease-lost',
]);

/** Of those the ones that all partitions meet at once, and that may last. */
const AWAY: ReadonlySet<string> = new Set(['broker-unavailable', 'store-unavailable']);

/** One partition as a long-lived task of a worker thread, spoken to over its port. Ends when told to, drained. */
export class PartitionTask implements Culprit {
  readonly #spec: PartitionSpec;
  readonly #port: TaskPort;
  readonly #turn: TurnMark;
  /** Aborted when its own code has left an error behind. */
  readonly #blamed = new AbortController();
  readonly #progress: LoopProgress;
  readonly #setbacks = new Setbacks();

  /** @param turn marks when the partition's code has the thread for itself. */
  constructor(spec: PartitionSpec, port: MessagePort, turn: TurnMark) {
    this.#spec = spec;
    this.#port = new TaskPort(spec, port);
    this.#turn = turn;
    // A thread that died with it could not say so.
    ratesOf(spec).release();
    this.#progress = new LoopProgress((status) => this.#port.tell(status), systemClock);
  }

  /** Resolves when the partition has drained or failed for good; failures are reported, not thrown. */
  async run(): Promise<void> {
    try {
      while (!this.#port.stop.aborted) if (await this.#attempt()) return;
      // Told to stop while it owned nothing.
      this.#progress.phase('stopped');
    } finally {
      this.#port.close(gone(this.#spec));
    }
  }

  /** An error that only a user's module can have left behind quarantines the partition; the thread goes on. */
  blame(thrown: unknown): boolean {
    const { settings } = this.#spec;
    if (actorModulesIn(settings).length + formatModulesIn(settings).length === 0) return false;
    if (this.#port.quarantine !== undefined) return true;
    const error = strayQuarantine(this.#spec, thrown);
    this.#port.quarantine = error.toJSON();
    this.#port.log('error', error.message, { stack: (thrown as Error | undefined)?.stack });
    this.#blamed.abort();
    return true;
  }

  /** Owns the partition once; false when it is to be tried again. */
  async #attempt(): Promise<boolean> {
    let connectors: Connectors | undefined;
    let held: PartitionHold | undefined;
    try {
      const { log, store, tenant, index, lease, owner, life, quarantine } = this.#spec;
      const stop = this.#port.stop;
      const request = { log, name: `${tenant}/${index}`, timeToLive: lease, owner, life };
      held = await holdPartition(request, stop, (waitingFor) => this.#waits(waitingFor));
      if (held === undefined) return false;
      if (quarantine !== undefined && quarantine.before === undefined) {
        await this.#holdBack(held.lost);
        return true;
      }
      await startTurn();
      connectors = await openConnectors({ log, store, clock: systemClock });
      await this.#own(connectors, held.lost);
      return true;
    } catch (thrown) {
      return await this.#failed(thrown);
    } finally {
      await connectors?.close();
      await held?.release();
    }
  }

  async #own(connectors: Connectors, lost: AbortSignal): Promise<void> {
    const spec = this.#spec;
    this.#progress.phase('recovering');
    this.#progress.late(null);
    const began = performance.now();
    const held = await takeOver(spec, connectors, systemClock, {
      warn: (message) => this.#port.log('warn', message),
      published: (arrivals) => this.#progress.published(arrivals),
      paused: (milliseconds) => this.#progress.paused(milliseconds),
      late: (error) => this.#late(error),
      restored: (progress) => this.#progress.restored(progress),
      turn: this.#turn,
      stop: this.#port.stop,
    });
    this.#progress.ownedBy(spec.owner);
    this.#port.log('info', 'partition taken over', {
      epoch: held.epoch,
      sequence: held.partition.sequence,
      actors: held.partition.actors,
      milliseconds: Math.round(performance.now() - began),
    });
    for (const without of ['owner', 'checkpoint'] as const) this.#port.away(without, null);
    this.#setbacks.runs(systemClock.now());
    this.#progress.goesOn();
    const loop = new PartitionLoop(spec, held, this.#port.desk, this.#progress, systemClock);
    const signals = { stop: this.#port.stop, lost, woken: () => this.#port.woken };
    const stop = AbortSignal.any([signals.stop, this.#blamed.signal]);
    const isWhole = await loop.run({ ...signals, stop }).catch(async (thrown: unknown) => {
      throw await explained(thrown, held.output, held.publisher.storedUpTo);
    });
    if (this.#port.quarantine !== undefined) await loop.holdBack(signals);
    this.#progress.stopped(held);
    const { sequence } = held.partition;
    if (isWhole) this.#port.log('info', 'partition drained', { sequence });
    else
      this.#port.log(
        'warn',
        'stopped without a last checkpoint, for the store is away; the next start computes it again',
      );
  }

  /** None of its code may run: keeps the lease until it is told to stop, so that no other process meets the same. */
  async #holdBack(lost: AbortSignal): Promise<void> {
    const stop = this.#port.stop;
    this.#progress.ownedBy(this.#spec.owner);
    this.#progress.phase('quarantined');
    if (!stop.aborted) await once(AbortSignal.any([stop, lost]), 'abort');
    if (!stop.aborted) lost.throwIfAborted();
    this.#progress.ownedBy(null);
    this.#progress.phase('stopped');
  }

  /** Another process owns the partition, or nobody can say who. */
  #waits(found: WaitingFor): void {
    this.#progress.ownedBy(found.kind === 'owner' ? found.owner : null);
    this.#progress.phase('waiting');
    if (found.kind === 'owner') {
      const isOurs = found.owner === this.#spec.owner;
      const own = ': this process itself, before; that runs out, unless the broker has no room to note it';
      this.#progress.waits('lease', `${found.owner} owns it${isOurs ? own : ''}`);
      this.#port.log('info', `owned by ${found.owner}: waiting for its lease`);
    } else {
      this.#progress.waits(found.error.code, remedyOf(found.error));
      this.#port.log('warn', found.error.message);
    }
  }

  async #failed(thrown: unknown): Promise<boolean> {
    this.#progress.ownedBy(null);
    const error = plainError(thrown, `partition ${this.#spec.tenant}/${this.#spec.index}`);
    if (this.#port.stop.aborted && thrown instanceof Error && thrown.name === 'AbortError') return true;
    if (thrown instanceof MillraceError && RETRIED.has(thrown.code)) {
      const { pause, since, count } = this.#setbacks.failed(systemClock.now());
      this.#progress.phase('waiting');
      this.#progress.waits(thrown.code, remedyOf(thrown), since);
      if (AWAY.has(thrown.code)) this.#port.away('owner', thrown.message);
      else this.#port.log('warn', `taken over anew in ${pause} ms: ${messageOf(thrown)}`, { failures: count });
      await delay(pause, undefined, { signal: this.#port.stop }).catch(() => undefined);
      return false;
    }
    this.#port.log(
      'error',
      messageOf(thrown),
      thrown instanceof MillraceError ? {} : { stack: (thrown as Error)?.stack },
    );
    this.#progress.phase('failed', error);
    return true;
  }

  /** The store has not taken a checkpoint; null: it has by now. */
  #late(thrown: MillraceError | null): void {
    this.#port.away('checkpoint', thrown === null ? null : thrown.message);
    this.#progress.late(thrown === null ? null : thrown.toJSON());
  }
}

function gone(spec: PartitionSpec): MillraceError {
  return new MillraceError('partition-stopped', {
    what: 'the partition has stopped',
    where: `partition ${spec.tenant}/${spec.index}`,
    fix: 'ask again when it runs',
  });
}
