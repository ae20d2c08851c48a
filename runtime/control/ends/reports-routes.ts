import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { readReport, reportRows } from '../../batch/asked-report.ts';
import { customerDocs } from '../openapi/customer-docs.ts';
import type { RuntimeControl } from '../runtime-control.ts';
import { DONE, reportEvents } from './report-stream.ts';
import type { Reports } from './reports.ts';
import { wantsEvents } from './wants-events.ts';

interface Route {
  Params: { id: string; report: string };
  Querystring: Partial<Record<'from' | 'to' | 'limit' | 'station' | 'sensor' | 'alarm', string>>;
}

/** Texts, which are read as the command line's are; see {@link readReport}. */
const querystring = {
  type: 'object',
  properties: {
    from: { type: 'string', description: 'Start of the period: 2017-02-19, or 2017-02-19T14:20:13Z. UTC unless told.' },
    to: { type: 'string', description: 'Its end.' },
    limit: {
      type: 'string',
      description: `Rows, 1 to ${reportRows.most}; ${reportRows.usual} unless told. active-hours has 24.`,
    },
    station: { type: 'string', description: 'sensor-alarms: in which station; needed there.' },
    sensor: { type: 'string', description: 'top-stations: of one sensor alone.' },
    alarm: { type: 'string', description: 'active-hours: of one alarm alone.' },
  },
  additionalProperties: false,
} as const;

/** `GET /v1/tenants/:id/batch/:report`: a batch report now, as one object or with how far it is. */
export function addReports(
  app: FastifyInstance,
  viewOf: (request: FastifyRequest) => RuntimeControl,
  reports: Reports,
): void {
  app.addHook('preClose', async () => reports.end());
  app.get<Route>(
    '/v1/tenants/:id/batch/:report',
    { schema: { querystring }, exposeHeadRoute: false, config: { doc: customerDocs.batch } },
    async (request, reply) => {
      const { params, query, headers, method, url } = request;
      const customer = viewOf(request).customer(params.id);
      const asked = readReport(params.report, query, `${method} ${url}`);
      const isStream = wantsEvents(headers.accept, false);
      // A browser comes again when a stream has ended, until it is told that there is no more.
      if (isStream && headers['last-event-id'] === DONE) return await reply.code(204).send();
      const make = reports.begin(customer, asked);
      const closed = new AbortController();
      reply.raw.once('close', () => closed.abort());
      if (reply.raw.closed) closed.abort();
      const { signal } = closed;
      if (!isStream) return await make({ signal });
      void reply.type('text/event-stream').header('x-accel-buffering', 'no');
      return await reply.send(Readable.from(reportEvents(async (told) => await make({ signal, told }))));
    },
  );
}
