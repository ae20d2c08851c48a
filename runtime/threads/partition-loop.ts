import { setTimeout as delay, setImmediate as yieldToOthers } from 'node:timers/promises';
import type { Modules } from '../../actors/catalog.ts';
import type { LogBounds, LogRecord } from '../../connectors/log.ts';
import { type Clock, monotonicNow } from '../base/clock.ts';
import { limits } from '../base/limits.ts';
import { acksFirst } from '../delivery/delivery-mode.ts';
import { IdleTicks } from '../delivery/idle.ts';
import { loadModules } from '../modules/load-modules.ts';
import { readSettings } from '../partition/settings-change.ts';
import { Checkpoints } from './checkpoints.ts';
import { InputWatch } from './input-watch.ts';
import type { InputAhead, LoopProgress } from './loop-progress.ts';
import type { PartitionSpec } from './protocol.ts';
import type { QueryDesk } from './query-desk.ts';
import { type Rates, ratesOf } from './rates.ts';
import { Rest } from './rest.ts';
import { updateSettings } from './settings-update.ts';
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
  readonly #spec: PartitionSpec;
  readonly #held: Held;
  readonly #desk: QueryDesk;
  readonly #progress: LoopProgress;
  readonly #clock: Clock;
  readonly #ticks: IdleTicks;
  readonly #checkpoints: Checkpoints;
  readonly #watch: InputWatch;
  readonly #rates: Rates;
  readonly #resting = new Rest();
  readonly #time: TurnTime;
  /** Records read and not yet taken. */
  #pending: readonly LogRecord[] = [];
  #at = 0;
  #last: LogRecord | undefined;
  #settled = false;
  /** Input that it is held back from, and whether it has come there. */
  readonly #before: number;
  #isHeldBack: boolean;

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
    this.#spec = spec;
    this.#held = held;
    this.#desk = desk;
    this.#progress = progress;
    this.#clock = clock;
    this.#checkpoints = new Checkpoints(spec, held, clock);
    this.#watch = new InputWatch(held.input, held.continuity);
    this.#rates = ratesOf(spec);
    this.#ticks = new IdleTicks(held.partition.settings.idleTimeout);
    this.#before = spec.quarantine?.before ?? Number.POSITIVE_INFINITY;
    this.#isHeldBack = held.continuity.last + 1 >= this.#before;
  }

  /**
   * Runs until `stop` aborts, or up to where the partition is held back; then drains: what was read is left, what was taken is
   * published and checkpointed. `woken` ends a rest.
   *
   * @returns whether the last checkpoint was taken; see {@link Checkpoints.drain}.
   * @throws the reason of `lost`, when that aborts: somebody else may own the partition.
   */
  async run({ stop, lost, woken }: LoopSignals): Promise<boolean> {
    const { coordinator, publisher, partition, input } = this.#held;
    this.#resting.endBy(stop);
    this.#resting.endBy(lost);
    this.#rates.own();
    try {
      this.#checkpoints.begin();
      while (!stop.aborted && !this.#isHeldBack) {
        lost.throwIfAborted();
        const busy = (await this.#takeSlice()) || coordinator.isEncoding || this.#desk.isBusy;
        await publisher.recordProgress();
        publisher.check();
        await this.#checkpoints.step(this.#last);
        this.#held.reports?.step(partition.state?.triggers?.due ?? []);
        this.#desk.serve(partition);
        if (this.#progress.dueIn(input.isDense) <= 0) this.#watch.look();
        const seen = this.#watch.news();
        if (seen !== undefined) await this.#report(seen);
        if (busy) await this.#letOthers(stop);
        else {
          this.#held.turn.isWanted = false;
          this.#resting.endBy(woken());
          await this.#rest();
        }
      }
      this.#progress.draining(this.#held, await this.#ahead(await this.#watch.now()));
      return await this.#checkpoints.drain(this.#last);
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
      this.#progress.heldBack(this.#held, await this.#ahead(await this.#watch.now()));
      await this.#resting.during(async (signal) => {
        await delay(limits.reportEveryMilliseconds, undefined, { signal }).catch(() => undefined);
      });
    }
  }

  /** Takes records for a bounded time; false when there was nothing to take, or nothing may be taken yet. */
  async #takeSlice(): Promise<boolean> {
    if (this.#checkpoints.isTooFarBehind) return false;
    if (this.#at === this.#pending.length && !(await this.#read())) return await this.#atEnd();
    const { partition, continuity, publisher, replay, turn } = this.#held;
    // What is computed again has been within the rates already.
    const isReplay = (this.#pending[this.#at] as LogRecord).sequence <= replay.upTo;
    const granted = isReplay ? Number.POSITIVE_INFINITY : this.#rates.grant(this.#pending.length - this.#at);
    if (granted === 0) return false;
    this.#progress.stirs();
    const before = partition.quality.records;
    const sent = publisher.sent;
    const time = this.#time;
    time.begin();
    // Of the inputs that are answered now, not again.
    const arrivals: number[] = [];
    let isIdle = true;
    while (this.#at < this.#pending.length) {
      const record = this.#pending[this.#at] as LogRecord;
      if (isReplay && record.sequence > replay.upTo) break;
      this.#isHeldBack = record.sequence >= this.#before;
      if (this.#isHeldBack) break;
      this.#at++;
      if (continuity.admit(record.sequence) === 'drop') continue;
      if (record.kind === 'settings') await this.#prepareSettings(record);
      turn.begin(record.sequence);
      try {
        partition.take(record);
      } finally {
        turn.end();
      }
      this.#last = record;
      if (record.sequence > replay.upTo) arrivals.push(record.arrival);
      if (record.kind !== 'tick') isIdle = false;
      if (partition.outbox.count >= limits.appendRecords || partition.quality.records - before >= granted) break;
      if (time.isOver) break;
    }
    time.worked();
    if (!isIdle) this.#ticks.sawRecord(this.#clock.now());
    await publisher.publish(partition, arrivals);
    if (turn.isLast) time.worked();
    if (!isReplay) this.#rates.settle(granted, partition.quality.records - before, publisher.sent - sent);
    return true;
  }

  /** The thread's other partitions have their turns, as many as this one's was long; those of one tenant share one's share. */
  async #letOthers(stop: AbortSignal): Promise<void> {
    const { turn } = this.#held;
    turn.isWanted = true;
    for (let rounds = this.#time.end(turn.sharers); rounds > 0 && !stop.aborted; rounds--) await yieldToOthers();
  }

  async #read(): Promise<boolean> {
    const { input, continuity } = this.#held;
    this.#pending = await input.read(continuity.last + 1, limits.sliceRecords);
    this.#at = 0;
    const last = this.#pending.at(-1);
    if (last !== undefined && acksFirst(this.#spec.delivery)) await input.ack(last.sequence);
    return last !== undefined;
  }

  /** The log has been read to its end: settings that the configuration asks for, and ticks. True when it wrote a record. */
  async #atEnd(): Promise<boolean> {
    const { partition, input } = this.#held;
    if (!this.#settled) {
      this.#settled = true;
      if (await updateSettings(input, partition.settings, this.#spec.settings)) return true;
    }
    if (!this.#ticks.isDue(this.#clock.now(), partition.waitsForTime)) return false;
    await input.append([{ kind: 'tick', payload: new Uint8Array(0) }]);
    return true;
  }

  /** New settings may name modules that are not loaded yet; a partition itself waits for nothing. */
  async #prepareSettings(record: LogRecord): Promise<void> {
    const { settings } = readSettings(record);
    const load = async (): Promise<Modules> => await loadModules(settings, this.#spec.folder);
    this.#held.partition.useModules(await this.#held.turn.whileLoading(load));
    this.#ticks.setIdleTimeout(settings.idleTimeout);
  }

  /** Waits for a record that may be taken, a question, the next tick or checkpoint. */
  async #rest(): Promise<void> {
    const now = this.#clock.now();
    const { input, continuity, partition } = this.#held;
    const { isTooFarBehind } = this.#checkpoints;
    const isHeldUp = isTooFarBehind || this.#rates.isDelayed;
    // A tick comes after what was read, all of which has to be taken first.
    const tick = isHeldUp ? Number.POSITIVE_INFINITY : this.#ticks.dueIn(now, partition.waitsForTime);
    const rate = isTooFarBehind ? Number.POSITIVE_INFINITY : this.#rates.dueIn;
    const timeout = Math.min(
      this.#checkpoints.dueIn(now),
      tick,
      rate,
      isHeldUp ? limits.reportEveryMilliseconds : this.#lookIn,
    );
    if (this.#held.coordinator.isUnderway) this.#resting.endAfter(() => this.#checkpoints.moved());
    await this.#resting.during(async (signal) => {
      if (!isHeldUp) await input.wait(continuity.last, timeout, signal);
      else await delay(timeout, undefined, { signal }).catch(() => undefined);
    });
  }

  /** Milliseconds until there may be something to tell: what is looked at now is told after the next rest. */
  get #lookIn(): number {
    // A log that others share may change beyond what is read of it.
    const dueIn = this.#progress.dueIn(this.#held.input.isDense);
    return dueIn > 0 ? dueIn : limits.reportEveryMilliseconds;
  }

  async #report(seen: LogBounds): Promise<void> {
    const { stall } = this.#checkpoints;
    const rate = this.#rates.seen();
    const wait = stall === undefined ? rate : ({ code: 'store-unavailable', what: stall } as const);
    this.#progress.running(this.#held, await this.#ahead(seen), { delays: this.#rates.delays, wait });
  }

  /** The end of the log was looked at while records were being taken: it is where they have got to, at least. */
  async #ahead(seen: LogBounds): Promise<InputAhead> {
    const { input, continuity } = this.#held;
    const read = this.#pending.at(-1)?.sequence ?? continuity.last;
    return { last: Math.max(seen.last, read), unread: this.#pending.length - this.#at + (await input.unread(read)) };
  }
}
