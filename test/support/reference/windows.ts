import type { WindowSettings } from '../../../actors/settings.ts';
import type { RefEvent } from './line.ts';

/** A window that closed, whatever its count. */
export interface RefClosing {
  readonly key: string;
  readonly start: number;
  readonly end: number;
  readonly count: number;
  /** Input sequences of the events it holds: the active ones, but in a count window all. */
  readonly inputs: readonly number[];
}

/** The watermark that a key goes by. */
export type WatermarkOf = (key: string) => number;

/** Windows of one analytic, all keys. Slow and plain. */
export interface RefWindows {
  /** Closes what is at or before the watermarks. */
  close(watermarkOf: WatermarkOf): RefClosing[];
  /** What an event closes by filling it. */
  fill(event: RefEvent): RefClosing[];
  /** Counts the event; true when it is late. */
  add(event: RefEvent, watermark: number): boolean;
  /** Closes everything with what it has. */
  closeAll(): RefClosing[];
  /** Whether a key has an active event in a window that time will close. */
  isOpen(key: string): boolean;
}

/** Told of what a log has led to, by name, so that a test can tell whether its logs lead everywhere. */
export type Reach = (what: string) => void;

export function refWindows(settings: WindowSettings, reach: Reach): RefWindows {
  if (settings.kind === 'session') return new RefSessions(settings.gap, reach);
  if (settings.kind === 'count') return new RefCount(settings.size, settings.slide);
  return new RefSliding(settings.size, settings.kind === 'tumbling' ? settings.size : settings.slide, reach);
}

/** A counter for each window of each key. */
class RefSliding implements RefWindows {
  readonly #size: number;
  readonly #slide: number;
  readonly #reach: Reach;
  readonly #inputs = new Map<string, Map<number, number[]>>();

  constructor(size: number, slide: number, reach: Reach) {
    this.#size = size;
    this.#slide = slide;
    this.#reach = reach;
  }

  close(watermarkOf: WatermarkOf): RefClosing[] {
    const closed: RefClosing[] = [];
    for (const [key, windows] of this.#inputs) {
      for (const [start, inputs] of [...windows]) {
        const end = start + this.#size;
        if (end > watermarkOf(key)) continue;
        closed.push({ key, start, end, count: inputs.length, inputs });
        windows.delete(start);
      }
    }
    return closed;
  }

  fill(): RefClosing[] {
    return [];
  }

  add({ key, time, active, input }: RefEvent, watermark: number): boolean {
    const windows = this.#inputs.get(key) ?? new Map<number, number[]>();
    this.#inputs.set(key, windows);
    let late = true;
    let missed = false;
    for (let start = Math.floor(time / this.#slide) * this.#slide; start + this.#size > time; start -= this.#slide) {
      if (start + this.#size <= watermark) {
        missed = true;
        continue;
      }
      late = false;
      if (active) windows.set(start, [...(windows.get(start) ?? []), input]);
    }
    if (missed && !late) this.#reach('late for some windows only');
    return late;
  }

  closeAll(): RefClosing[] {
    return this.close(() => Number.POSITIVE_INFINITY);
  }

  isOpen(key: string): boolean {
    return (this.#inputs.get(key)?.size ?? 0) > 0;
  }
}

/** Sessions as lists of their active events. */
class RefSessions implements RefWindows {
  readonly #gap: number;
  readonly #reach: Reach;
  readonly #sessions = new Map<string, RefEvent[][]>();

  constructor(gap: number, reach: Reach) {
    this.#gap = gap;
    this.#reach = reach;
  }

  close(watermarkOf: WatermarkOf): RefClosing[] {
    const closed: RefClosing[] = [];
    for (const [key, sessions] of this.#sessions) {
      const open = sessions.filter((session) => this.#end(session) > watermarkOf(key));
      for (const session of sessions) {
        if (open.includes(session)) continue;
        const inputs = session.map(({ input }) => input);
        closed.push({ key, start: this.#start(session), end: this.#end(session), count: session.length, inputs });
      }
      this.#sessions.set(key, open);
    }
    return closed;
  }

  fill(): RefClosing[] {
    return [];
  }

  add(event: RefEvent, watermark: number): boolean {
    const { key, time, active } = event;
    const sessions = this.#sessions.get(key) ?? [];
    const met = sessions.filter((session) => time < this.#end(session) && time + this.#gap > this.#start(session));
    if (met.length === 0 && time + this.#gap <= watermark) return true;
    if (time + this.#gap <= watermark) this.#reach('late, joins an open session');
    if (active) {
      if (met.length > 1) this.#reach('sessions merge');
      const others = sessions.filter((session) => !met.includes(session));
      this.#sessions.set(key, [...others, [...met.flat(), event]]);
    }
    return false;
  }

  closeAll(): RefClosing[] {
    return this.close(() => Number.POSITIVE_INFINITY);
  }

  isOpen(key: string): boolean {
    return (this.#sessions.get(key) ?? []).length > 0;
  }

  #start(session: readonly RefEvent[]): number {
    return Math.min(...session.map(({ time }) => time));
  }

  #end(session: readonly RefEvent[]): number {
    return Math.max(...session.map(({ time }) => time)) + this.#gap;
  }
}

/** All events of a key; window i is a stretch of them. */
class RefCount implements RefWindows {
  readonly #size: number;
  readonly #slide: number;
  readonly #events = new Map<string, RefEvent[]>();

  constructor(size: number, slide: number) {
    this.#size = size;
    this.#slide = slide;
  }

  close(): RefClosing[] {
    return [];
  }

  fill(event: RefEvent): RefClosing[] {
    const events = [...(this.#events.get(event.key) ?? []), event];
    this.#events.set(event.key, events);
    const closed: RefClosing[] = [];
    for (let from = 0; from < events.length; from += this.#slide) {
      if (from + this.#size === events.length) closed.push(windowOf(events.slice(from)));
    }
    return closed;
  }

  add(): boolean {
    return false;
  }

  closeAll(): RefClosing[] {
    const closed: RefClosing[] = [];
    for (const events of this.#events.values()) {
      for (let from = 0; from < events.length; from += this.#slide) {
        if (from + this.#size > events.length) closed.push(windowOf(events.slice(from)));
      }
    }
    return closed;
  }

  isOpen(): boolean {
    return false;
  }
}

function windowOf(events: readonly RefEvent[]): RefClosing {
  const first = events[0] as RefEvent;
  const last = events.at(-1) as RefEvent;
  const count = events.filter(({ active }) => active).length;
  return { key: first.key, start: first.time, end: last.time, count, inputs: events.map(({ input }) => input) };
}
