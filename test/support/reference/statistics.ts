import type { EmitPolicy } from '../../../actors/statistics/global-statistics.ts';
import type { RefEvent } from './line.ts';

/** What a result of `global-statistics` says beside the key. */
export interface RefFigures {
  readonly events: number;
  readonly active: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly mean: number;
}

interface KeyStatistics {
  readonly events: RefEvent[];
  /** End of the running interval. */
  due?: number | undefined;
  marked: boolean;
}

/** `global-statistics` of all keys, computed from all events of a key each time. */
export class RefStatistics {
  emit: EmitPolicy;
  readonly #keys = new Map<string, KeyStatistics>();

  constructor(emit: EmitPolicy) {
    this.emit = emit;
  }

  /** Takes an event; the figures to send, or undefined. */
  take(event: RefEvent, logTime: number): RefFigures | undefined {
    const key = this.#keys.get(event.key) ?? { events: [], marked: false };
    this.#keys.set(event.key, key);
    const before = figuresOf(key.events);
    key.events.push(event);
    const after = figuresOf(key.events);
    if (this.emit === 'every-event') return after;
    if (this.emit === 'on-change') return key.events.length === 1 || differs(before, after) ? after : undefined;
    if (key.due === undefined) {
      key.due = logTime + this.emit.every;
      return after;
    }
    key.marked = true;
    return undefined;
  }

  /** Keys whose interval ends by a log time. */
  due(logTime: number): { readonly key: string; readonly time: number }[] {
    return [...this.#keys].flatMap(([key, { due }]) =>
      due !== undefined && due <= logTime ? [{ key, time: due }] : [],
    );
  }

  /** Ends a key's interval; the figures to send, or undefined. */
  fire(key: string, logTime: number): RefFigures | undefined {
    const statistics = this.#keys.get(key) as KeyStatistics;
    statistics.due = undefined;
    if (!statistics.marked || typeof this.emit !== 'object') return undefined;
    statistics.marked = false;
    statistics.due = logTime + this.emit.every;
    return figuresOf(statistics.events);
  }
}

function figuresOf(events: readonly RefEvent[]): RefFigures {
  const values = events.map(({ value }) => value);
  return {
    events: events.length,
    active: events.filter(({ active }) => active).length,
    minimum: Math.min(...values),
    maximum: Math.max(...values),
    mean: values.reduce((sum, value) => sum + value, 0) / events.length,
  };
}

function differs(a: RefFigures, b: RefFigures): boolean {
  return a.active !== b.active || a.minimum !== b.minimum || a.maximum !== b.maximum || a.mean !== b.mean;
}
