import { DueQueue } from './due-queue.ts';
import type { Barrier, Closing, Counted, Windows, WindowView } from './windows.ts';

interface Session {
  first: number;
  last: number;
  count: number;
  /** Least and greatest input sequence of its events. */
  firstInput: number;
  lastInput: number;
}

/** Numbers that a session is encoded in. */
const WIDTH = 5;

/**
 * Session windows: active events of a key less than `gap` apart. A session is `[first, last + gap)`; an event joins every
 * open session that its own `[time, time + gap)` meets, and makes them one (Akidau et al., "The dataflow model", VLDB 2015:
 * windows merging). Inactive events neither open nor prolong a session.
 */
export class SessionWindows implements Windows {
  readonly closesOnEvent = false;
  readonly #gap: number;
  readonly #threshold: number;
  readonly #barrier: Barrier;
  readonly #queue: DueQueue | undefined;
  /** Open sessions of a slot, by time. */
  readonly #sessions = new Map<number, Session[]>();

  constructor(options: { gap: number; threshold: number; queued: boolean; barrier: Barrier }) {
    this.#gap = options.gap;
    this.#threshold = options.threshold;
    this.#barrier = options.barrier;
    this.#queue = options.queued ? new DueQueue() : undefined;
  }

  get openSlots(): number {
    return this.#sessions.size;
  }

  take(slot: number, { time, active, sequence }: Counted, watermark: number): boolean {
    const open = this.#sessions.get(slot) ?? [];
    const met = open.filter((session) => time < session.last + this.#gap && time + this.#gap > session.first);
    if (met.length === 0 && time + this.#gap <= watermark) return true;
    if (!active) return false;
    const joined = { first: time, last: time, count: 1, firstInput: sequence, lastInput: sequence };
    for (const session of met) {
      joined.first = Math.min(joined.first, session.first);
      joined.last = Math.max(joined.last, session.last);
      joined.count += session.count;
      joined.firstInput = Math.min(joined.firstInput, session.firstInput);
    }
    const kept = open.filter((session) => !met.includes(session));
    this.#keep(
      slot,
      [...kept, joined].sort((a, b) => a.first - b.first),
    );
    this.#queue?.push(joined.last + this.#gap, slot);
    return false;
  }

  nextEnd(): number {
    return this.#queue === undefined ? Number.POSITIVE_INFINITY : this.#queue.next;
  }

  close(end: number, closings: Closing[]): void {
    for (const slot of this.#queue?.take(end) ?? []) this.closeOf(slot, end, closings);
  }

  closeOf(slot: number, watermark: number, closings: Closing[]): void {
    const open = this.#sessions.get(slot) ?? [];
    const closed = open.filter((session) => session.last + this.#gap <= watermark);
    if (closed.length === 0) return;
    this.#barrier(slot);
    for (const { first, last, ...held } of closed) {
      if (held.count > this.#threshold) closings.push({ slot, start: first, end: last + this.#gap, ...held });
    }
    this.#keep(
      slot,
      open.filter((session) => !closed.includes(session)),
    );
  }

  slots(): Iterable<number> {
    return this.#sessions.keys();
  }

  holds(slot: number): boolean {
    return this.#sessions.has(slot);
  }

  encode(slot: number, watermark: number): number[] | undefined {
    const open = (this.#sessions.get(slot) ?? []).filter((session) => session.last + this.#gap > watermark);
    if (open.length === 0) return undefined;
    return open.flatMap(({ first, last, count, firstInput, lastInput }) => {
      return [first, last - first, count, firstInput, lastInput - firstInput];
    });
  }

  decode(slot: number, numbers: readonly number[], watermark: number): void {
    const open: Session[] = [];
    for (let i = 0; i + WIDTH <= numbers.length; i += WIDTH) {
      const encoded = numbers.slice(i, i + WIDTH) as [number, number, number, number, number];
      const [first, length, count, firstInput, inputs] = encoded;
      const last = first + length;
      if (last + this.#gap > watermark) open.push({ first, last, count, firstInput, lastInput: firstInput + inputs });
    }
    this.#keep(slot, open);
    for (const session of open) this.#queue?.push(session.last + this.#gap, slot);
  }

  release(slot: number): void {
    this.#sessions.delete(slot);
  }

  describe(slot: number, watermark: number, limit: number): WindowView[] {
    return (this.#sessions.get(slot) ?? [])
      .filter((session) => session.last + this.#gap > watermark)
      .map(({ first, last, count }) => ({ start: first, end: last + this.#gap, count }))
      .slice(0, limit);
  }

  #keep(slot: number, sessions: Session[]): void {
    if (sessions.length === 0) this.#sessions.delete(slot);
    else this.#sessions.set(slot, sessions);
  }
}
