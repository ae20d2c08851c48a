import { limits } from '../../base/limits.ts';
import { formatSize } from '../../base/units.ts';
import type { BatchReport } from '../../batch/report.ts';
import { reports } from '../../batch/report-query.ts';
import type { Ingested } from '../ends/ingest.ts';
import { LINE_TYPES } from '../ends/line-types.ts';
import { tenantId } from './parameters.ts';
import type { RouteDoc } from './route-doc.ts';
import { partitionIndex } from './rows.ts';
import { flag, listOf, named, number, objectOf, text } from './schema.ts';

const lines = text('Records as the format of the tenant has them, a line each; any bytes.');

const pageRow = objectOf<Record<'output' | 'partition' | 'sequence' | 'arrival' | 'key' | 'result', unknown>>({
  output: text(),
  partition: partitionIndex,
  sequence: number("In the partition's output log."),
  arrival: text('When it was published, ISO time.'),
  key: text('Empty when it is about none.'),
  result: { description: 'As it was published.' },
});

const page = named(
  'ResultPage',
  objectOf<Record<'results' | 'cursor' | 'more', unknown>>({
    results: listOf(pageRow),
    cursor: text('Behind which the next page begins: its `after`.'),
    more: flag('Whether there may be results for it already. A page may be empty and have more behind it.'),
  }),
);

const report = named(
  'Report',
  objectOf<BatchReport>({
    Report: { type: 'string', enum: Object.keys(reports) },
    From: text('ISO time, a whole hour.'),
    To: text('The hour behind its end.'),
    Rows: listOf({ type: 'object', additionalProperties: { type: ['string', 'number'] } }),
  }),
);

const ingested = objectOf<Ingested>(
  {
    accepted: number('Lines that are stored.'),
    stored: number('With a key: those stored now.'),
    known: number('With a key: those that were stored before.'),
  },
  ['stored', 'known'],
);

/** What the routes do that are a customer's two ends. */
export const customerDocs = {
  sendEvents: {
    summary: 'Send events',
    description: `A line is a record; a wrong one is answered on the output \`error\`. At most ${formatSize(limits.ingestBytes)}. Taken whether or not the tenant runs.`,
    path: tenantId,
    headers: {
      'idempotency-key': {
        ...text(
          'Gives lines the ids KEY.1, KEY.2 and so on: sent again within log.duplicateWindow each is stored once.',
        ),
        pattern: '^[\\x21-\\x7e]{1,200}$',
      },
    },
    body: Object.fromEntries(LINE_TYPES.map((type) => [type, lines])),
    answers: { 202: { description: 'The input log has all of them.', json: ingested } },
    errors: [404, 415, 429, 503, 507],
  },
  results: {
    summary: 'Read results as they come, or a page of them',
    description:
      'Server-sent events: `event` is the output, `data` the result as it was published, `id` a cursor over all partitions. With `limit`, or where a client accepts JSON and no events, a page.',
    path: tenantId,
    headers: { 'last-event-id': text('The cursor to go on behind; before `after`.') },
    answers: {
      200: { description: 'Results.', content: { 'text/event-stream': text(), 'application/json': page } },
    },
    errors: [404, 410, 429, 503],
  },
  batch: {
    summary: 'Make a batch report of the archive',
    description:
      'Covers the whole hours that its period touches, and what was in the last checkpoints. A client that accepts events gets `progress` ({done, of, rows}) while it is made, then `report`, or `failed` with the error.',
    path: { ...tenantId, report: { type: 'string', enum: Object.keys(reports) } },
    needed: ['from', 'to'],
    answers: {
      200: { description: 'The report.', content: { 'application/json': report, 'text/event-stream': text() } },
      204: { description: 'It comes again with `Last-Event-ID: done`: it has its report.' },
    },
    errors: [404, 429, 503],
  },
} as const satisfies Readonly<Record<string, RouteDoc>>;
