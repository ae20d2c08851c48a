import type { AnalyticSettings, OutlierConfig, SilenceConfig } from '../../../actors/settings.ts';
import type { RefEvent } from './line.ts';

/** What a key says of itself to whoever puts its sensor or station together. */
export interface RefTold {
  readonly type: 'part';
  readonly key: string;
  readonly state: 'active' | 'quiet' | 'forgotten';
  readonly last: number;
  readonly due: number;
}

/** What an alert says after its message and key. */
export interface RefAlert {
  readonly type: 1 | 2;
  readonly message: string;
  readonly key: string;
  readonly fields: object;
}

/** An analytic that warns of single keys: all of them, each computed from its events again. */
export interface RefDetector {
  settings: AnalyticSettings;
  take(event: RefEvent, watermark: number, logTime: number): RefAlert | RefTold | undefined;
  /** Keys whose time runs out by a watermark. */
  due(watermark: number): { readonly key: string; readonly time: number }[];
  /** A key's time has run out. */
  fire(key: string): RefAlert | RefTold | undefined;
}

export function refDetector(settings: AnalyticSettings): RefDetector | undefined {
  if (settings.use === 'silence') return new RefSilence(settings as SilenceConfig);
  if (settings.use === 'outlier') return new RefOutlier(settings as OutlierConfig);
  return undefined;
}

interface Listener {
  readonly times: number[];
  /** What the estimate learned from. */
  readonly intervals: number[];
  due?: number | undefined;
  isSilent: boolean;
  /** When it last said that it is active, if it said nothing else since. */
  told?: number | undefined;
}

class RefSilence implements RefDetector {
  settings: SilenceConfig;
  readonly #keys = new Map<string, Listener>();

  constructor(settings: SilenceConfig) {
    this.settings = settings;
  }

  take(event: RefEvent, watermark: number, logTime: number): RefTold | undefined {
    const listener: Listener = this.#keys.get(event.key) ?? { times: [], intervals: [], isSilent: false };
    this.#keys.set(event.key, listener);
    this.#hear(listener, event, watermark);
    const last = listener.times.at(-1) as number;
    const due = Math.ceil(last + this.#limit(listener));
    const isActive = !listener.isSilent && due !== Number.POSITIVE_INFINITY && due > watermark;
    if (this.settings.by === undefined || !isActive) return undefined;
    if (listener.told !== undefined && logTime - listener.told < 600_000) return undefined;
    listener.told = logTime;
    return { type: 'part', key: event.key, state: 'active', last, due };
  }

  #hear(listener: Listener, { time }: RefEvent, watermark: number): void {
    const newest = listener.times.at(-1);
    if (newest !== undefined && time <= newest) return;
    if (newest !== undefined) {
      const allowed = listener.isSilent ? this.#limit(listener) : Number.POSITIVE_INFINITY;
      listener.intervals.push(Math.min(time - newest, allowed));
    }
    listener.times.push(time);
    const limit = this.#limit(listener);
    if (limit === Number.POSITIVE_INFINITY) return;
    const due = Math.ceil(time + limit);
    if (listener.isSilent && due <= watermark) return;
    listener.isSilent = false;
    listener.due = due;
  }

  due(watermark: number): { readonly key: string; readonly time: number }[] {
    return [...this.#keys].flatMap(([key, { due }]) =>
      due !== undefined && due <= watermark ? [{ key, time: due }] : [],
    );
  }

  fire(key: string): RefAlert | RefTold {
    const listener = this.#keys.get(key) as Listener;
    const due = listener.due as number;
    listener.due = undefined;
    listener.isSilent = true;
    if (this.settings.by !== undefined) {
      listener.told = undefined;
      return { type: 'part', key, state: 'quiet', last: listener.times.at(-1) as number, due };
    }
    const fields = { 'Last event': iso(listener.times.at(-1) as number), 'Expected by': iso(due) };
    return { type: 1, message: 'Nothing has been received for too long.', key, fields };
  }

  /** RFC 6298, section 2, with a granularity of one second. */
  #limit({ intervals }: Listener): number {
    const { after, factor, minimum } = this.settings;
    if (after !== 'usual') return after;
    if (intervals.length < minimum) return Number.POSITIVE_INFINITY;
    let smoothed = 0;
    let variation = 0;
    for (const [i, interval] of intervals.entries()) {
      variation = i === 0 ? interval / 2 : variation + (Math.abs(smoothed - interval) - variation) / 4;
      smoothed = i === 0 ? interval : smoothed + (interval - smoothed) / 8;
    }
    return factor * (smoothed + Math.max(1000, 4 * variation));
  }
}

class RefOutlier implements RefDetector {
  settings: OutlierConfig;
  readonly #values = new Map<string, number[]>();

  constructor(settings: OutlierConfig) {
    this.settings = settings;
  }

  take({ key, time, value }: RefEvent): RefAlert | undefined {
    const values = this.#values.get(key) ?? [];
    const before = [...values];
    this.#values.set(key, [...values, value]);
    if (before.length < this.settings.minimum) return undefined;
    const { mean, deviation } = momentsOf(before);
    if (!(Math.abs(value - mean) > this.settings.deviations * deviation)) return undefined;
    const fields = { 'Event time': iso(time), Value: value, 'Mean value': mean, 'Standard deviation': deviation };
    return { type: 2, message: 'A value is far from the usual ones.', key, fields };
  }

  due(): [] {
    return [];
  }

  fire(): undefined {}
}

/** Welford's recurrences, as Knuth has them (The Art of Computer Programming, volume 2, 4.2.2). */
function momentsOf(values: readonly number[]): { readonly mean: number; readonly deviation: number } {
  const [mean, squares] = values.reduce<[number, number]>(
    ([mean, squares], value, i) => {
      const next = mean + (value - mean) / (i + 1);
      return [next, squares + (value - mean) * (value - next)];
    },
    [0, 0],
  );
  return { mean, deviation: Math.sqrt(squares / (values.length - 1)) };
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
