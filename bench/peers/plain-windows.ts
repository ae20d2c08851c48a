const SIZE = 60_000;
const SLIDE = 5_000;
const THRESHOLD = 5;

/** The part of a key's state that windows need. */
export interface Windowed {
  readonly station: number;
  readonly sensor: number;
  readonly alarm: number;
  /** Active events by the start of their pane of 5 s. */
  readonly panes: Map<number, number>;
}

/** A key's window that ended over the threshold. */
export interface Alert {
  readonly key: Windowed;
  readonly start: number;
  readonly end: number;
  readonly count: number;
}

/** Counts active events in sliding windows of 60 s, every 5 s, from panes of 5 s. All times in milliseconds. */
export class PlainWindows {
  readonly #live = new Set<Windowed>();
  #nextEnd = Number.NEGATIVE_INFINITY;

  /** Closes every window that ends at or before the watermark; alerts by end, then key. */
  close(watermark: number): Alert[] {
    const alerts: Alert[] = [];
    while (this.#live.size > 0 && this.#nextEnd <= watermark) {
      this.#closeOne(this.#nextEnd, alerts);
      this.#nextEnd += SLIDE;
    }
    if (this.#nextEnd <= watermark) this.#nextEnd = paneOf(watermark) + SLIDE;
    return alerts;
  }

  /** False when every window of the time has closed. */
  add(key: Windowed, time: number, active: boolean, watermark: number): boolean {
    const pane = paneOf(time);
    if (pane + SIZE <= watermark) return false;
    if (active) {
      key.panes.set(pane, (key.panes.get(pane) ?? 0) + 1);
      this.#live.add(key);
    }
    return true;
  }

  #closeOne(end: number, alerts: Alert[]): void {
    const start = end - SIZE;
    const found: Alert[] = [];
    for (const key of this.#live) {
      let count = 0;
      for (const [pane, active] of key.panes) {
        if (pane >= start && pane < end) count += active;
        // The next window starts after this pane.
        if (pane <= start) key.panes.delete(pane);
      }
      if (count > THRESHOLD) found.push({ key, start, end, count });
      if (key.panes.size === 0) this.#live.delete(key);
    }
    found.sort((a, b) => byNumbers(a.key, b.key));
    alerts.push(...found);
  }
}

function paneOf(time: number): number {
  return Math.floor(time / SLIDE) * SLIDE;
}

function byNumbers(a: Windowed, b: Windowed): number {
  return a.station - b.station || a.sensor - b.sensor || a.alarm - b.alarm;
}
