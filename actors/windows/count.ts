import type { Closing, Counted, Windows, WindowView } from './windows.ts';

interface Opened {
  /** Event time of the window's first event. */
  readonly start: number;
  /** Number of that event within the key, from 0. */
  readonly event: number;
  /** Active events of the key before it. */
  readonly activeBefore: number;
  /** Input sequence of the window's first event. */
  readonly firstInput: number;
}

interface KeyCounts {
  events: number;
  active: number;
  lastTime: number;
  lastInput: number;
  /** Windows that are not full, oldest first. */
  open: Opened[];
}

/** Numbers that an open window is encoded in. */
const WIDTH = 4;

/**
 * Count windows: window i holds the events i * slide to i * slide + size - 1 of a key, in log order, and closes with the
 * last of them. An active count is the difference of two running counts, so that an event costs the same for any size.
 * Every event of the key is counted in, so a key costs its few numbers even when it never was active.
 */
export class CountWindows implements Windows {
  readonly closesOnEvent = true;
  readonly #size: number;
  readonly #slide: number;
  readonly #threshold: number;
  readonly #keys = new Map<number, KeyCounts>();

  constructor(options: { size: number; slide: number; threshold: number }) {
    this.#size = options.size;
    this.#slide = options.slide;
    this.#threshold = options.threshold;
  }

  /** Time closes no count window, so none keeps a partition ticking. */
  readonly openSlots = 0;

  take(slot: number, { time, active, sequence }: Counted, _watermark: number, closings: Closing[]): boolean {
    let key = this.#keys.get(slot);
    if (key === undefined) {
      key = { events: 0, active: 0, lastTime: time, lastInput: sequence, open: [] };
      this.#keys.set(slot, key);
    }
    if (key.events % this.#slide === 0) {
      key.open.push({ start: time, event: key.events, activeBefore: key.active, firstInput: sequence });
    }
    key.events++;
    if (active) key.active++;
    key.lastTime = time;
    key.lastInput = sequence;
    const oldest = key.open[0];
    if (oldest !== undefined && key.events - oldest.event === this.#size) {
      key.open.shift();
      this.#report(slot, key, oldest, closings);
    }
    return false;
  }

  nextEnd(): number {
    return Number.POSITIVE_INFINITY;
  }

  close(): void {}

  /** Only the end of a bounded input, an infinite watermark, closes a window that is not full. */
  closeOf(slot: number, watermark: number, closings: Closing[]): void {
    const key = this.#keys.get(slot);
    if (key === undefined || watermark !== Number.POSITIVE_INFINITY) return;
    for (const opened of key.open) this.#report(slot, key, opened, closings);
    key.open = [];
  }

  slots(): Iterable<number> {
    return this.#keys.keys();
  }

  holds(slot: number): boolean {
    return this.#keys.has(slot);
  }

  encode(slot: number): number[] | undefined {
    const key = this.#keys.get(slot);
    if (key === undefined) return undefined;
    const open = key.open.flatMap((opened) => [opened.start, opened.event, opened.activeBefore, opened.firstInput]);
    return [key.events, key.active, key.lastTime, key.lastInput, ...open];
  }

  decode(slot: number, numbers: readonly number[]): void {
    const [events = 0, active = 0, lastTime = 0, lastInput = 0, ...rest] = numbers;
    const open: Opened[] = [];
    for (let i = 0; i + WIDTH <= rest.length; i += WIDTH) {
      const [start, event, activeBefore, firstInput] = rest.slice(i, i + WIDTH) as [number, number, number, number];
      open.push({ start, event, activeBefore, firstInput });
    }
    this.#keys.set(slot, { events, active, lastTime, lastInput, open });
  }

  release(slot: number): void {
    this.#keys.delete(slot);
  }

  describe(slot: number, _watermark: number, limit: number): WindowView[] {
    const key = this.#keys.get(slot);
    if (key === undefined) return [];
    return key.open
      .map(({ start, activeBefore }) => ({ start, end: key.lastTime, count: key.active - activeBefore }))
      .slice(0, limit);
  }

  #report(slot: number, key: KeyCounts, opened: Opened, closings: Closing[]): void {
    const count = key.active - opened.activeBefore;
    if (count <= this.#threshold) return;
    const { start, firstInput } = opened;
    closings.push({ slot, start, end: key.lastTime, count, firstInput, lastInput: key.lastInput });
  }
}
