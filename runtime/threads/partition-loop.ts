import { setTimeout as delay, setImmediate as yieldToOthers } from 'node:timers/promises';
import { type Clock, monotonicNow } from '../base/clock.ts';
import { limits } from '../base/limits.ts';
import { acksFirst } from '../delivery/delivery-mode.ts';
import { Checkpoints } from './checkpoints.ts';
import { LogEnd } from './log-end.ts';
import type { LoopProgress } from './loop-progress.ts';
import { PendingInput } from './pending-input.ts';
import type { PartitionSpec } from './protocol.ts';
import type { QueryDesk } from './query-desk.ts';
import { type Rates, ratesOf } from './rates.ts';
import { Rest } from './rest.ts';
import { Slices } from './slices.ts';
import { StatusReports } from './status-reports.ts';
import type { Held } from './take-over.ts';
import { TurnTime } from './turn-time.ts';

/** What ends a loop, or its rest. */
export interface LoopSignals {
  readonly stop: AbortSignal;
  readonly lost: AbortSignal;
  readonly woken: () => AbortSignal;
}

/**
 * The life of a partition on its thread: takes records in bounded slices, publishes what they give, moves its checkpoint
 * on, answers questions, and lets the thread's other partitions have their turn between.
 */
export class PartitionLoop {
  readonly #held: Held;
  readonly #desk: QueryDesk;
  readonly #clock: Clock;
  readonly #end: LogEnd;
  readonly #slices: Slices;
  readonly #checkpoints: Checkpoints;
  readonly #status: StatusReports;
  readonly #rates: Rates;
  readonly #resting = new Rest();
  readonly #time: TurnTime;

  /** @param now milliseconds of a clock that never steps back: turns are measured by it. */
  constructor(
    spec: PartitionSpec,
    held: Held,
    desk: QueryDesk,
    progress: LoopProgress,
    clock: Clock,
    now: () => number = monotonicNow,
  ) {
    this.#time = new TurnTime(limits.sliceMilliseconds, now);
    this.#held = held;
    this.#desk = desk;
    this.#clock = clock;
    this.#checkpoints = new Checkpoints(spec, held, clock);
    this.#rates = ratesOf(spec);
    const { input, partition, continuity } = held;
    this.#end = new LogEnd(input, partition, spec.settings, clock);
    const pending = new PendingInput(input, continuity, acksFirst(spec.delivery));
    this.#slices = new Slices(spec, held, {
      pending,
      end: this.#end,
      rates: this.#rates,
      time: this.#time,
      stirs: () => progress.stirs(),
    });
    this.#status = new StatusReports(held, progress, pending, this.#checkpoints, this.#rates);
  }

  /**
   * Runs until `stop` aborts, or up to where the partition is held back; then drains: what was read is left, what was taken is
   * published and checkpointed. `woken` ends a rest.
   *
   * @returns whether the last checkpoint was taken; see {@link Checkpoints.drain}.
   * @throws the reason of `lost`, when that aborts: somebody else may own the partition.
   */
  async run({ stop, lost, woken }: LoopSignals): Promise<boolean> {
    const { coordinator, publisher, partition } = this.#held;
    this.#resting.endBy(stop);
    this.#resting.endBy(lost);
    this.#rates.own();
    try {
      this.#checkpoints.begin();
      while (!stop.aborted && !this.#slices.isHeldBack) {
        lost.throwIfAborted();
        const busy = (await this.#take()) || coordinator.isEncoding || this.#desk.isBusy;
        this.#held.turn.goesOn();
        await publisher.recordProgress();
        publisher.check();
        await this.#checkpoints.step(this.#slices.last);
        this.#held.reports?.step(partition.state?.triggers?.due ?? []);
        this.#desk.serve(partition);
        await this.#status.step();
        if (busy) await this.#letOthers(stop);
        else {
          this.#held.turn.isWanted = false;
          this.#resting.endBy(woken());
          await this.#rest();
        }
      }
      await this.#status.draining();
      return await this.#checkpoints.drain(this.#slices.last);
    } finally {
      this.#held.turn.isWanted = false;
      this.#rates.release();
      coordinator.abandon();
      await this.#held.reports?.close();
    }
  }

  /** Takes nothing and tells how much waits, until `stop` aborts. @throws the reason of `lost`. */
  async holdBack({ stop, lost }: Pick<LoopSignals, 'stop' | 'lost'>): Promise<void> {
    while (!stop.aborted) {
      lost.throwIfAborted();
      await this.#status.heldBack();
      await this.#resting.during(async (signal) => {
        await delay(limits.reportEveryMilliseconds, undefined, { signal }).catch(() => undefined);
      });
    }
  }

  async #take(): Promise<boolean> {
    return !this.#checkpoints.isTooFarBehind && (await this.#slices.take());
  }

  /** The thread's other partitions have their turns, as many as this one's was long; those of one tenant share one's share. */
  async #letOthers(stop: AbortSignal): Promise<void> {
    const { turn } = this.#held;
    turn.isWanted = true;
    for (let rounds = this.#time.end(turn.sharers); rounds > 0 && !stop.aborted; rounds--) await yieldToOthers();
  }

  /** Waits for a record that may be taken, a question, the next tick or checkpoint. */
  async #rest(): Promise<void> {
    const now = this.#clock.now();
    const { input, continuity } = this.#held;
    const { isTooFarBehind } = this.#checkpoints;
    const isHeldUp = isTooFarBehind || this.#rates.isDelayed;
    // A tick comes after what was read, all of which has to be taken first.
    const tick = isHeldUp ? Number.POSITIVE_INFINITY : this.#end.tickDueIn(now);
    const rate = isTooFarBehind ? Number.POSITIVE_INFINITY : this.#rates.dueIn;
    const timeout = Math.min(
      this.#checkpoints.dueIn(now),
      tick,
      rate,
      isHeldUp ? limits.reportEveryMilliseconds : this.#status.dueIn,
    );
    if (this.#held.coordinator.isUnderway) this.#resting.endAfter(() => this.#checkpoints.moved());
    await this.#resting.during(async (signal) => {
      if (!isHeldUp) await input.wait(continuity.last, timeout, signal);
      else await delay(timeout, undefined, { signal }).catch(() => undefined);
    });
  }
}
