import type { FastifyInstance } from 'fastify';
import { MillraceError } from '../base/errors.ts';
import { checkKey } from './actor-key-text.ts';
import { queryOf } from './actor-query-text.ts';
import type { Metrics } from './metrics.ts';
import type { RuntimeControl, TenantRow } from './runtime-control.ts';

interface OfTenant {
  readonly tenant?: string;
}

/** A query that can name a tenant and nothing else. */
const ofTenant = {
  querystring: {
    type: 'object',
    properties: { tenant: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,64}$' } },
    additionalProperties: false,
  },
} as const;

/** The routes of the API: what a {@link RuntimeControl} can be asked and told, as JSON. */
export function addRoutes(app: FastifyInstance, control: RuntimeControl, metrics: Metrics): void {
  app.addHook('onSend', async (_, reply) => {
    reply.header('cache-control', 'no-store').header('x-content-type-options', 'nosniff');
  });
  addHealth(app, control, metrics);

  app.get('/v1/status', async () => control.status());
  app.get('/v1/tenants', async () => control.tenants());
  app.get<{ Querystring: OfTenant }>('/v1/partitions', { schema: ofTenant }, async ({ query }) => {
    if (query.tenant !== undefined) rowOf(control, query.tenant);
    return control.partitions().filter(({ tenant }) => query.tenant === undefined || tenant === query.tenant);
  });
  app.get<{ Querystring: Record<string, unknown> }>('/v1/actors', async (request) => {
    const { query, tenant } = queryOf(request.query);
    return await control.actors(query, tenant);
  });
  app.get<{ Querystring: OfTenant; Params: { key: string } }>(
    '/v1/actors/:key',
    { schema: ofTenant },
    async ({ params, query }) => await control.actor(checkKey(params.key), query.tenant),
  );
  addToggles(app, control);
}

function addHealth(app: FastifyInstance, control: RuntimeControl, metrics: Metrics): void {
  app.get('/healthz', async () => ({ healthy: true }));
  app.get('/readyz', async (_, reply) => {
    const ready = control.isReady();
    return await reply.code(ready ? 200 : 503).send({ ready });
  });
  app.get('/metrics', async (_, reply) => await reply.type(metrics.contentType).send(await metrics.text()));
}

function addToggles(app: FastifyInstance, control: RuntimeControl): void {
  // No route reads a body.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_, _body, done) => done(null));

  app.post<{ Params: { id: string } }>('/v1/tenants/:id/start', async ({ params }) => {
    await control.startTenant(params.id);
    return rowOf(control, params.id);
  });
  app.post<{ Params: { id: string } }>('/v1/tenants/:id/stop', async ({ params }) => {
    await control.stopTenant(params.id);
    return rowOf(control, params.id);
  });
}

/** @throws tenant-unknown. */
function rowOf(control: RuntimeControl, id: string): TenantRow {
  const rows = control.tenants();
  const row = rows.find((tenant) => tenant.id === id);
  if (row !== undefined) return row;
  throw new MillraceError('tenant-unknown', {
    what: `there is no tenant ${id}`,
    where: `runtime ${control.status().name}`,
    fix: `use one of ${rows.map((tenant) => tenant.id).join(', ')}`,
  });
}
