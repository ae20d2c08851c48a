import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { messageOf } from '../../base/errors.ts';
import { limits } from '../../base/limits.ts';
import type { LogSink } from '../../base/log-sink.ts';
import { customerDocs } from '../openapi/customer-docs.ts';
import type { RuntimeControl } from '../runtime-control.ts';
import { eventsOf } from './event-stream.ts';
import type { ResultFeed, ResultsAsked } from './result-feed.ts';
import { pageOf } from './result-page.ts';
import type { Results } from './results.ts';
import { wantsEvents } from './wants-events.ts';

interface Route {
  Params: { id: string };
  Querystring: { only?: string; after?: string; from?: 'start' | 'now'; limit?: number };
}

const querystring = {
  type: 'object',
  properties: {
    only: {
      type: 'string',
      description:
        'Outputs with commas between them, as `millrace tail --only` names them: alerts,batch. All unless told.',
    },
    after: { type: 'string', description: 'The cursor to go on behind.' },
    from: {
      type: 'string',
      enum: ['start', 'now'],
      description: 'Where to begin without a cursor. Unless told a stream begins now, pages at the start.',
    },
    limit: {
      type: 'integer',
      minimum: 1,
      maximum: limits.resultPageMost,
      description: `Results on a page, and that it is one. Pages have ${limits.resultPage} unless told.`,
    },
  },
  additionalProperties: false,
} as const;

interface Parts {
  readonly results: Results;
  readonly log: LogSink;
  /** Aborts when who sent a request may ask no more. */
  readonly withdrawn: (request: FastifyRequest) => AbortSignal;
}

/** `GET /v1/tenants/:id/results`: results as they come, or a page of them. */
export function addResults(
  app: FastifyInstance,
  viewOf: (request: FastifyRequest) => RuntimeControl,
  { results, log, withdrawn }: Parts,
): void {
  app.addHook('preClose', async () => results.end());
  app.get<Route>(
    '/v1/tenants/:id/results',
    // What answers HEAD would read a stream to no end.
    { schema: { querystring }, exposeHeadRoute: false, config: { doc: customerDocs.results } },
    async (request, reply) => {
      const { id } = request.params;
      const { only, after, from, limit } = request.query;
      const isStream = limit === undefined && wantsEvents(request.headers.accept, true);
      const asked: ResultsAsked = {
        only,
        // A browser that comes again has what it last saw in the header, and the address as it was.
        after: (request.headers['last-event-id'] as string | undefined) ?? after,
        from: from ?? (isStream ? 'now' : 'start'),
      };
      const closed = new AbortController();
      reply.raw.once('close', () => closed.abort());
      if (reply.raw.closed) closed.abort();
      const signal = AbortSignal.any([closed.signal, withdrawn(request)]);
      const feed = await results.open(viewOf(request).customer(id), asked, signal);
      if (!isStream) return await page(feed, limit ?? limits.resultPage, reply).finally(() => closed.abort());
      void reply.type('text/event-stream').header('x-accel-buffering', 'no');
      return await reply.send(Readable.from(told(feed, id, log)));
    },
  );
}

async function page(feed: ResultFeed, most: number, reply: FastifyReply): Promise<FastifyReply> {
  const text = await pageOf(feed, most);
  return await reply.type('application/json').send(text);
}

/** A stream cannot answer with an error any more: it says it in a comment and ends, and its reader comes again. */
async function* told(feed: ResultFeed, tenant: string, log: LogSink): AsyncGenerator<Uint8Array> {
  try {
    yield* eventsOf(feed);
  } catch (thrown) {
    if (feed.isClosed) return;
    log('warn', `a stream of results has ended: ${messageOf(thrown)}`, { tenant });
    yield Buffer.from(`: ${messageOf(thrown).replaceAll(/\s+/g, ' ')}\n\n`);
  } finally {
    await feed.close();
  }
}
