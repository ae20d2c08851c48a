import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../base/clock.ts';
import { Histogram } from '../base/histogram.ts';
import { limits } from '../base/limits.ts';
import type { LoadProgress } from '../checkpoint/load.ts';
import { noStatus, ownedStatus } from './partition-status.ts';
import type { PartitionPhase, PartitionStatus, PlainError, WaitsFor } from './protocol.ts';
import type { RateDelays } from './rates.ts';
import type { Held } from './take-over.ts';

/** What a partition has before it: the last sequence of its input log, and how many records it has not taken. */
export interface InputAhead {
  readonly last: number;
  readonly unread: number;
}

/** How a running partition gets on. */
export interface TakingInput {
  readonly delays: RateDelays;
  /** Why it takes no input until the store is back, or less than there is; undefined: it takes all. */
  readonly wait: Omit<WaitsFor, 'since'> | undefined;
}

/** Says how a partition is doing, no more often than is useful. */
export class LoopProgress {
  readonly #send: (status: PartitionStatus) => void;
  readonly #clock: Clock;
  #status: PartitionStatus = noStatus();
  #reportedAt = Number.NEGATIVE_INFINITY;
  /** What was sent last, and how many reports in a row have told the same. */
  #sent: PartitionStatus | undefined;
  #unchanged = 0;
  readonly #response = new Histogram(limits.responseBounds);
  #pauses = { total: 0, longest: 0 };

  constructor(send: (status: PartitionStatus) => void, clock: Clock) {
    this.#send = send;
    this.#clock = clock;
  }

  phase(phase: PartitionPhase, error: PlainError | null = null): void {
    this.#status = { ...this.#status, phase, error, recovery: null };
    if (error !== null) this.#status = { ...this.#status, waitsFor: null };
    this.#tell();
  }

  /** Who owns the partition, as far as this process knows. Told with what follows. */
  ownedBy(owner: string | null): void {
    this.#status = { ...this.#status, owner };
  }

  /** The partition can't go on until something ends. @param since when it began; by default when it was first told. */
  waits(code: WaitsFor['code'], what: string, since?: number): void {
    const before = this.#status.waitsFor;
    const began = since ?? (before?.code === code ? before.since : this.#clock.now());
    if (before?.code === code && before.what === what && before.since === began) return;
    this.#status = { ...this.#status, waitsFor: { code, what, since: began } };
    this.#tell();
  }

  /** Nothing keeps the partition from going on. */
  goesOn(): void {
    if (this.#status.waitsFor === null) return;
    this.#status = { ...this.#status, waitsFor: null };
    this.#tell();
  }

  /**
   * Milliseconds until a running partition is to be reported; 0 or less: it is due.
   *
   * @param mayBeQuiet whether nothing can change unseen while its log stays as it is.
   */
  dueIn(mayBeQuiet: boolean): number {
    const isQuiet = mayBeQuiet && this.#unchanged >= limits.unchangedReports;
    const every = isQuiet ? limits.quietReportMilliseconds : limits.reportEveryMilliseconds;
    return this.#reportedAt + every - this.#clock.now();
  }

  /** The partition takes records. */
  stirs(): void {
    this.#unchanged = 0;
  }

  /** So much of the checkpoint is restored. Said no more often than is useful. */
  restored(recovery: LoadProgress): void {
    const now = this.#clock.now();
    if (this.#status.recovery !== null && now - this.#reportedAt < limits.reportEveryMilliseconds) return;
    this.#reportedAt = now;
    this.#status = { ...this.#status, recovery };
    this.#tell();
  }

  /** The store has not taken the checkpoint that is being written; null: it has. */
  late(error: PlainError | null): void {
    const since = this.#status.lateCheckpoint?.since ?? this.#clock.now();
    this.#status = { ...this.#status, lateCheckpoint: error === null ? null : { since, error } };
    this.#tell();
  }

  /** Reports a running partition. */
  running(held: Held, input: InputAhead, { delays, wait }: TakingInput): void {
    this.#reportedAt = this.#clock.now();
    const before = this.#status.waitsFor;
    const since = before !== null && before.code === wait?.code ? before.since : this.#reportedAt;
    this.#status = { ...this.#status, delays, waitsFor: wait === undefined ? null : { ...wait, since } };
    this.#publish(wait?.code === 'store-unavailable' ? 'stalled' : 'running', held, input);
  }

  draining(held: Held, input: InputAhead): void {
    if (this.#status.phase === 'running') this.#status = { ...this.#status, waitsFor: null };
    this.#publish('draining', held, input);
  }

  /** A partition that takes nothing until a person lets it go on. */
  heldBack(held: Held, input: InputAhead): void {
    this.#publish('quarantined', held, input);
  }

  /** A partition that has drained. */
  stopped(held: Held): void {
    this.#publish('stopped', held, { last: held.continuity.last, unread: 0 });
  }

  /** Results of records that arrived at these times have been published. */
  published(arrivals: readonly number[]): void {
    const now = this.#clock.now();
    for (const arrival of arrivals) this.#response.note(Math.max(0, now - arrival));
  }

  /** A checkpoint kept events waiting for so many milliseconds. */
  paused(milliseconds: number): void {
    this.#pauses.total += milliseconds;
    this.#pauses.longest = Math.max(this.#pauses.longest, milliseconds);
  }

  #publish(phase: PartitionPhase, held: Held, { last: inputLast, unread: lag }: InputAhead): void {
    this.#status = ownedStatus(held, this.#status, {
      phase,
      inputLast,
      lag,
      pauses: this.#pauses,
      response: this.#response.figures,
    });
    // What is computed is the same at the same place in the log: quality may be the same object.
    if (isDeepStrictEqual(this.#status, this.#sent)) this.#unchanged++;
    else this.#tell();
  }

  #tell(): void {
    this.#unchanged = 0;
    this.#sent = this.#status;
    this.#send(this.#status);
  }
}
