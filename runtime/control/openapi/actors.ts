import type { WindowView } from '../../../actors/windows/windows.ts';
import { limits } from '../../base/limits.ts';
import type { ActorRow } from '../../inspection/actor-query.ts';
import { sortNames } from '../../inspection/actor-query.ts';
import type { AnalyticView } from '../../inspection/inspect-partition.ts';
import { DEFAULT_LIMIT } from '../actor-query-text.ts';
import type { LocatedActor, LocatedPage, LocatedRow } from '../runtime-control.ts';
import { partitionIndex } from './rows.ts';
import { flag, listOf, named, number, objectOf, oneOf, orNull, type Schema, text } from './schema.ts';

const row: Readonly<Record<keyof ActorRow, Schema>> = {
  key: text('`station-sensor-alarm`'),
  events: number('Valid events taken.'),
  lastSequence: number('Input sequence of the last one.'),
  lastTime: number('Its event time, milliseconds since 1970-01-01Z.'),
  lastArrival: number('When it came.'),
  lastValue: number(),
  lastActive: flag(),
};

const place = { tenant: text(), partition: partitionIndex };

export const actorPage = named(
  'ActorPage',
  objectOf<LocatedPage>({
    total: number('Actors that the query finds.'),
    rows: listOf(objectOf<LocatedRow>({ ...place, ...row })),
  }),
);

const timer = objectOf<AnalyticView['timers'][number]>({
  clock: oneOf<'event' | 'log'>({ event: true, log: true }),
  name: text(),
  time: number(),
});

const analytic = objectOf<AnalyticView>(
  {
    id: text(),
    use: text(),
    watermark: orNull(number()),
    threshold: number('A count above it has a result.'),
    state: { description: "The analytic's own." },
    windows: listOf(objectOf<WindowView>({ start: number(), end: number(), count: number() })),
    timers: listOf(timer),
  },
  ['threshold', 'state', 'windows'],
);

/** A key may be one of several tenants. */
export const actors = listOf(
  named(
    'Actor',
    objectOf<LocatedActor>({
      ...place,
      thread: orNull(number()),
      ...row,
      watermark: orNull(number()),
      logTime: orNull(number()),
      analytics: listOf(analytic),
    }),
  ),
);

export const actorQuery: Readonly<Record<string, Schema>> = {
  tenant: text('Of one tenant alone.'),
  station: text('Of these stations: numbers with commas between them.'),
  sensor: text(),
  alarm: text(),
  active: text('Whether the last event was active: true or false.'),
  sort: { type: 'string', enum: [...sortNames], default: 'key' },
  order: { type: 'string', enum: ['ascending', 'descending'], default: 'ascending' },
  descending: text('true or false; the same as order.'),
  offset: { type: 'integer', minimum: 0, default: 0 },
  limit: { type: 'integer', minimum: 1, maximum: limits.pageRows, default: DEFAULT_LIMIT },
};
