import type { TimerClock } from '../../actors/turn.ts';
import { DueQueue } from '../../actors/windows/due-queue.ts';

/** A timer of one actor under one analytic. */
export interface PendingTimer {
  readonly slot: number;
  /** The analytic's position in the settings. */
  readonly analytic: number;
  readonly clock: TimerClock;
  readonly name: string;
  readonly time: number;
}

/** The timers of a partition: of each (slot, analytic, clock, name) at most one, found by time or by slot. */
export class Timers {
  readonly #queues = { event: new DueQueue(), log: new DueQueue() };
  readonly #bySlot = new Map<number, PendingTimer[]>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  set(timer: PendingTimer): void {
    this.clear(timer);
    const timers = this.#bySlot.get(timer.slot);
    if (timers === undefined) this.#bySlot.set(timer.slot, [timer]);
    else timers.push(timer);
    this.#size++;
    this.#queues[timer.clock].push(timer.time, timer.slot);
  }

  clear(timer: Omit<PendingTimer, 'time'>): void {
    const kept = this.of(timer.slot).filter((other) => !isSame(other, timer));
    this.#replace(timer.slot, kept);
  }

  /** The timers of a slot. */
  of(slot: number): readonly PendingTimer[] {
    return this.#bySlot.get(slot) ?? [];
  }

  /** Every timer, in no particular order. */
  *all(): Iterable<PendingTimer> {
    for (const timers of this.#bySlot.values()) yield* timers;
  }

  has(timer: PendingTimer): boolean {
    return this.of(timer.slot).includes(timer);
  }

  release(slot: number, analytic?: number): void {
    this.#replace(slot, analytic === undefined ? [] : this.of(slot).filter((timer) => timer.analytic !== analytic));
  }

  /** The earliest time at which a timer is due under the two clocks; Infinity when none is. May name a time whose timer has gone. */
  next(watermark: number, logTime: number): number {
    const event = this.#queues.event.next;
    const log = this.#queues.log.next;
    return Math.min(
      event <= watermark ? event : Number.POSITIVE_INFINITY,
      log <= logTime ? log : Number.POSITIVE_INFINITY,
    );
  }

  /** Takes from the queues what is due at exactly `time`, and returns the timers; they stay set until cleared. */
  due(time: number, watermark: number, logTime: number): PendingTimer[] {
    const due = new Set<PendingTimer>();
    for (const [clock, now] of [
      ['event', watermark],
      ['log', logTime],
    ] as const) {
      if (time > now) continue;
      for (const slot of this.#queues[clock].take(time)) {
        for (const timer of this.of(slot)) if (timer.clock === clock && timer.time === time) due.add(timer);
      }
    }
    return [...due];
  }

  #replace(slot: number, kept: PendingTimer[]): void {
    this.#size += kept.length - this.of(slot).length;
    if (kept.length === 0) this.#bySlot.delete(slot);
    else this.#bySlot.set(slot, kept);
  }
}

function isSame(a: Omit<PendingTimer, 'time'>, b: Omit<PendingTimer, 'time'>): boolean {
  return a.analytic === b.analytic && a.clock === b.clock && a.name === b.name;
}
