import { compareKeys, keyTokens } from '../../actors/key.ts';
import type { ActorPage, ActorQuery, ActorRow } from './actor-query.ts';

/** Whether a query wants an actor. */
export function isWanted(row: ActorRow, query: ActorQuery): boolean {
  const [station, sensor, alarm] = row.key.split('-') as [string, string, string];
  return (
    (query.station === undefined || query.station.includes(station)) &&
    (query.sensor === undefined || query.sensor.includes(sensor)) &&
    (query.alarm === undefined || query.alarm.includes(alarm)) &&
    (query.isActive === undefined || query.isActive === row.lastActive)
  );
}

/** The order of rows that a query asks for; equal ones by key. */
export function rowOrder({ sort, descending }: ActorQuery): (a: ActorRow, b: ActorRow) => number {
  const direction = descending ? -1 : 1;
  const byKey = (a: ActorRow, b: ActorRow) => compareKeys(keyTokens(a.key), keyTokens(b.key));
  if (sort === 'key') return (a, b) => direction * byKey(a, b);
  const figure = {
    events: 'events',
    'last-event': 'lastTime',
    'last-arrival': 'lastArrival',
    value: 'lastValue',
  } as const;
  const name = figure[sort];
  return (a, b) => direction * (a[name] - b[name]) || byKey(a, b);
}

/** Keeps the first `most` rows of those it is given, in order, without holding many more. */
export class TopRows {
  readonly #order: (a: ActorRow, b: ActorRow) => number;
  readonly #most: number;
  #rows: ActorRow[] = [];

  constructor(order: (a: ActorRow, b: ActorRow) => number, most: number) {
    this.#order = order;
    this.#most = most;
  }

  add(row: ActorRow): void {
    this.#rows.push(row);
    if (this.#rows.length >= 2 * this.#most + 1000) this.#rows = this.take();
  }

  take(): ActorRow[] {
    return this.#rows.sort(this.#order).slice(0, this.#most);
  }
}

/** One page out of the pages of several partitions, each from its first row on. */
export function mergePages(pages: readonly ActorPage[], query: ActorQuery): ActorPage {
  const rows = pages.flatMap((page) => page.rows).sort(rowOrder(query));
  const total = pages.reduce((sum, page) => sum + page.total, 0);
  return { total, rows: rows.slice(query.offset, query.offset + query.limit) };
}
