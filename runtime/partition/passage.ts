import type { Event } from '../../actors/event.ts';
import { type KeyTokens, keyTokens } from '../../actors/key.ts';
import type { Closing } from '../../actors/windows/windows.ts';
import { inClosingOrder, type PlacedClosing } from './closing-order.ts';
import type { PartitionState } from './partition-state.ts';
import { inTimerOrder } from './timer-order.ts';
import type { Turns } from './turns.ts';

const NEVER = Number.POSITIVE_INFINITY;
const NOTHING: readonly PlacedClosing[] = [];

/** What the passage of time does in a partition: windows close, timers fire, silent actors are forgotten. */
export class Passage {
  readonly #state: PartitionState;
  readonly #turns: Turns;
  readonly #tokensOf = (slot: number): KeyTokens => keyTokens(this.#state.table.keyOf(slot));

  constructor(state: PartitionState, turns: Turns) {
    this.#state = state;
    this.#turns = turns;
  }

  /** Time has moved to where an event is. `slot` is its actor's, or -1 when no analytic takes it. */
  atEvent(slot: number, event: Event): void {
    this.closeDue(this.#state.eventCloses && slot >= 0 ? this.#closedByEvent(slot, event) : NOTHING);
    if (this.#state.timers.size > 0) this.fireDue();
  }

  /** Time has moved by a tick. */
  atTick(idle: number): void {
    this.closeDue(this.#closedByTick(idle));
    this.fireDue();
    this.forgetSilent();
  }

  /** The input has ended: every window closes and every timer fires, once. */
  atEnd(): void {
    const { analytics, timers, turn, watermark } = this.#state;
    watermark.end();
    const extra: PlacedClosing[] = [];
    analytics.forEach(({ analytic }, position) => {
      if (analytic.clock === 'key' || analytic.windows?.closesOnEvent) extra.push(...this.closeAll(position));
    });
    this.closeDue(extra);
    turn.ending = true;
    for (const timer of inTimerOrder([...timers.all()], this.#tokensOf)) {
      if (timers.has(timer)) this.#turns.timer(timer);
    }
  }

  /** Closes all windows of one analytic, with what they have, and returns those that have a result. */
  closeAll(position: number): PlacedClosing[] {
    const windows = this.#state.analytics[position]?.analytic.windows;
    const closings: Closing[] = [];
    for (const slot of [...(windows?.slots() ?? [])]) windows?.closeOf(slot, NEVER, closings);
    return closings.map((closing) => ({ closing, analytic: position }));
  }

  /** Reports `extra` and all windows that the partition's watermark closes, in their order, one end after the other. */
  closeDue(extra: readonly PlacedClosing[]): void {
    const waiting = extra.length > 1 ? inClosingOrder([...extra], this.#tokensOf) : extra;
    let next = 0;
    for (;;) {
      let end = waiting[next]?.closing.end ?? NEVER;
      const due = this.#nextEnd();
      if (due < end) end = due;
      if (end === NEVER) return;
      const closings: PlacedClosing[] = [];
      for (let placed = waiting[next]; placed?.closing.end === end; placed = waiting[++next]) closings.push(placed);
      if (due === end) this.#closeAt(end, closings);
      for (const placed of inClosingOrder(closings, this.#tokensOf)) this.#turns.closing(placed);
    }
  }

  fireDue(): void {
    const { timers, watermark } = this.#state;
    for (;;) {
      const time = timers.next(watermark.value, watermark.logTime);
      if (time === NEVER) return;
      for (const timer of inTimerOrder(timers.due(time, watermark.value, watermark.logTime), this.#tokensOf)) {
        if (timers.has(timer)) this.#turns.timer(timer);
        this.#state.afterPart();
      }
    }
  }

  /** Drops the states that have been without an event for as long as their analytic keeps them. */
  forgetSilent(): void {
    const { expiry, watermark } = this.#state;
    expiry.sweep(watermark.logTime, (slot) => this.forgetExpired(slot));
  }

  /** Drops what has expired of one actor, and the actor when nothing is left of it. */
  forgetExpired(slot: number): void {
    const { expiry, table, watermark } = this.#state;
    if (!table.isActor(slot)) return;
    const since = table.lastArrival(slot);
    if (since + expiry.least > watermark.logTime || this.#keepsSome(slot, since))
      expiry.watch(slot, since, watermark.logTime);
    else this.#forget(slot);
  }

  /** Drops the states of one actor whose time is over; whether any is left. */
  #keepsSome(slot: number, since: number): boolean {
    const { analytics, changes, timers, watermark } = this.#state;
    let keeps = false;
    analytics.forEach(({ analytic }, position) => {
      if (!analytic.holds(slot)) return;
      if (since + analytic.expireAfter > watermark.logTime) {
        keeps = true;
        return;
      }
      changes.touch(slot);
      analytic.release(slot);
      timers.release(slot, position);
    });
    return keeps;
  }

  /** Drops an actor. Of one whose hours are counted the key and the counts stay. */
  #forget(slot: number): void {
    const { changes, keptHours, keyClock, rollups, table, timers } = this.#state;
    changes.touch(slot);
    timers.release(slot);
    keyClock.reset(slot);
    if (rollups.holds(slot, keptHours)) table.strip(slot);
    else this.#state.remove(slot);
  }

  #closedByEvent(slot: number, event: Event): readonly PlacedClosing[] {
    const state = this.#state;
    const placed: PlacedClosing[] = [];
    for (let position = 0; position < state.analytics.length; position++) {
      const analytic = state.analytics[position]?.analytic;
      if (analytic?.windows === undefined) continue;
      if (analytic.clock === 'partition' && !analytic.windows.closesOnEvent) continue;
      const closings: Closing[] = [];
      const watermark = state.watermarkOf(analytic, slot);
      // The key's clock is common to its analytics: it closes windows whether or not the event is counted in them.
      if (analytic.clock === 'key') analytic.windows.closeOf(slot, watermark, closings);
      if (state.takes(position, event)) analytic.closeOnEvent(slot, event, watermark, closings);
      for (const closing of closings) placed.push({ closing, analytic: position });
    }
    return placed;
  }

  /** Moves the watermarks of the keys that hold windows of their own, and closes those. */
  #closedByTick(idle: number): PlacedClosing[] {
    const { analytics, changes, keyClock, watermark } = this.#state;
    const clocked = analytics.map(({ analytic: { clock, windows } }) =>
      clock === 'key' && !windows?.closesOnEvent ? windows : undefined,
    );
    const slots = new Set(clocked.flatMap((windows) => [...(windows?.slots() ?? [])]));
    const placed: PlacedClosing[] = [];
    for (const slot of slots) {
      changes.touch(slot);
      keyClock.pass(slot, idle, watermark);
      clocked.forEach((windows, analytic) => {
        const closings: Closing[] = [];
        windows?.closeOf(slot, keyClock.value(slot), closings);
        for (const closing of closings) placed.push({ closing, analytic });
      });
    }
    return placed;
  }

  /** The earliest end that the partition's watermark is at or past. */
  #nextEnd(): number {
    const { analytics, watermark } = this.#state;
    let next = NEVER;
    for (const { analytic } of analytics) {
      if (analytic.windows === undefined) continue;
      const end = analytic.windows.nextEnd();
      if (end < next) next = end;
    }
    return next <= watermark.value ? next : NEVER;
  }

  #closeAt(end: number, into: PlacedClosing[]): void {
    const { analytics } = this.#state;
    for (let analytic = 0; analytic < analytics.length; analytic++) {
      const windows = analytics[analytic]?.analytic.windows;
      if (windows === undefined || windows.nextEnd() !== end) continue;
      const closings: Closing[] = [];
      windows.close(end, closings);
      for (const closing of closings) into.push({ closing, analytic });
    }
  }
}
