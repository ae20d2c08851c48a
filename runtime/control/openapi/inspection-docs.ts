import { actorPage, actorQuery, actors } from './actors.ts';
import type { RouteDoc } from './route-doc.ts';
import { partitionRow } from './rows.ts';
import { listOf, text } from './schema.ts';

/** What the routes do that show partitions and actors. */
export const inspectionDocs = {
  partitions: {
    summary: 'Partitions and stages: phase, lag, watermark, checkpoint',
    answers: { 200: { description: 'Of all tenants that the token may see.', json: listOf(partitionRow) } },
    errors: [404],
  },
  actors: {
    summary: 'A page of the actors that a query finds',
    query: actorQuery,
    answers: { 200: { description: 'In the order that is asked for.', json: actorPage } },
    errors: [404, 409, 503],
  },
  actor: {
    summary: 'The actors of a key, each with its state, windows and timers',
    path: { key: text('`station-sensor-alarm`') },
    answers: { 200: { description: 'One of each tenant that has it.', json: actors } },
    errors: [404, 409, 503],
  },
} as const satisfies Readonly<Record<string, RouteDoc>>;
