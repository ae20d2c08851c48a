import type { FastifyInstance, FastifyRequest } from 'fastify';
import { MillraceError } from '../../base/errors.ts';
import { limits } from '../../base/limits.ts';
import { isIdName } from '../../channel/line.ts';
import { customerDocs } from '../openapi/customer-docs.ts';
import type { RuntimeControl } from '../runtime-control.ts';
import type { Ingest } from './ingest.ts';
import { LINE_TYPES } from './line-types.ts';

interface Route {
  Params: { id: string };
  Body: Uint8Array | undefined;
}

/** `POST /v1/tenants/:id/events`: takes events, a line each. */
export function addIngest(
  app: FastifyInstance,
  viewOf: (request: FastifyRequest) => RuntimeControl,
  ingest: Ingest,
): void {
  // Bodies of this route alone are taken as bytes, and longer than others.
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser([...LINE_TYPES], { parseAs: 'buffer' }, (_, body, done) => done(null, body));
    const leaving = new WeakMap<FastifyRequest, () => void>();
    const working = new WeakSet<FastifyRequest>();
    scope.post<Route>('/v1/tenants/:id/events', {
      bodyLimit: limits.ingestBytes,
      config: { doc: customerDocs.sendEvents },
      // Before the body is read, so that what it takes of memory is bounded.
      onRequest: async (request, reply) => {
        const { id } = request.params as Route['Params'];
        refuseEncoded(request);
        const leave = ingest.admit(viewOf(request).customer(id));
        leaving.set(request, leave);
        reply.raw.once('close', () => {
          if (!working.has(request)) leave();
        });
      },
      handler: async (request, reply) => {
        working.add(request);
        try {
          const customer = viewOf(request).customer(request.params.id);
          const name = nameIn(request);
          const taken = await ingest.take(customer, request.body ?? new Uint8Array(), name);
          return await reply.code(202).send(taken);
        } finally {
          leaving.get(request)?.();
        }
      },
    });
  });
}

/** @throws query-invalid. */
function nameIn({ headers, method, url }: FastifyRequest): string | undefined {
  const name = headers['idempotency-key'];
  if (name === undefined || (typeof name === 'string' && isIdName(name))) return name;
  throw new MillraceError('query-invalid', {
    what: 'the header Idempotency-Key is no name that ids of lines can be made of',
    where: `${method} ${url}`,
    fix: 'give 1 to 200 printable ASCII characters without spaces, such as alarms-0219',
  });
}

/** A body that is packed would be stored as it is. @throws query-invalid. */
function refuseEncoded({ headers, method, url }: FastifyRequest): void {
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding === 'identity') return;
  throw new MillraceError('query-invalid', {
    what: `the body is encoded as ${encoding}`,
    where: `${method} ${url}`,
    fix: 'send the lines as they are, without Content-Encoding',
  });
}
