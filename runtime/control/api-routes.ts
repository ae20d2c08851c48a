import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { TenantSection } from '../../connectors/tenant-register.ts';
import { MillraceError } from '../base/errors.ts';
import { checkKey } from './actor-key-text.ts';
import { queryOf } from './actor-query-text.ts';
import type { Metrics } from './metrics.ts';
import type { RuntimeControl, TenantRow } from './runtime-control.ts';
import { operatorsOnly, TenantView } from './tenant-view.ts';

/** What whoever sends a request may see. @throws token-refused. */
export type ViewOf = (request: FastifyRequest) => RuntimeControl;

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

/** The routes that are answered to everybody. */
export const HEALTH: ReadonlySet<string> = new Set(['/healthz', '/readyz']);

export function addHealth(app: FastifyInstance, control: RuntimeControl): void {
  app.get('/healthz', async () => ({ healthy: true }));
  app.get('/readyz', async (_, reply) => {
    const ready = control.isReady();
    return await reply.code(ready ? 200 : 503).send({ ready });
  });
}

/** The routes of the API: what a {@link RuntimeControl} can be asked and told, as JSON. */
export function addRoutes(app: FastifyInstance, viewOf: ViewOf, metrics: Metrics): void {
  app.addHook('onSend', async (_, reply) => {
    reply.header('cache-control', 'no-store').header('x-content-type-options', 'nosniff');
  });
  app.get('/metrics', async (request, reply) => {
    if (viewOf(request) instanceof TenantView) throw operatorsOnly('GET /metrics');
    return await reply.type(metrics.contentType).send(await metrics.text());
  });
  app.get('/v1/status', async (request) => viewOf(request).status());
  app.get('/v1/tenants', async (request) => viewOf(request).tenants());
  app.get<{ Querystring: OfTenant }>('/v1/partitions', { schema: ofTenant }, async (request) => {
    const { tenant } = request.query;
    const view = viewOf(request);
    if (tenant !== undefined) rowOf(view, tenant);
    return view.partitions().filter((row) => tenant === undefined || row.tenant === tenant);
  });
  app.get<{ Querystring: Record<string, unknown> }>('/v1/actors', async (request) => {
    const view = viewOf(request);
    const { query, tenant } = queryOf(request.query);
    return await view.actors(query, tenant);
  });
  app.get<{ Querystring: OfTenant; Params: { key: string } }>(
    '/v1/actors/:key',
    { schema: ofTenant },
    async (request) => await viewOf(request).actor(checkKey(request.params.key), request.query.tenant),
  );
  addToggles(app, viewOf);
}

function addToggles(app: FastifyInstance, viewOf: ViewOf): void {
  // What a route has no use for is not read.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_, body, done) => done(null, body));

  app.post<{ Params: { id: string } }>('/v1/tenants/:id/start', async (request) => {
    const { id } = request.params;
    const view = viewOf(request);
    await view.startTenant(id);
    return rowOf(view, id);
  });
  app.post<{ Body: string | undefined }>('/v1/tenants', async (request, reply) => {
    const view = viewOf(request);
    const id = await view.addTenant(sectionIn(request.body, 'POST /v1/tenants'));
    return await reply.code(201).send(rowOf(view, id));
  });
  app.put<{ Params: { id: string }; Body: string | undefined }>('/v1/tenants/:id', async (request) => {
    const { id } = request.params;
    const where = `PUT /v1/tenants/${id}`;
    const section = sectionIn(request.body, where);
    if (section.id !== id) throw otherId(section.id, where);
    const view = viewOf(request);
    await view.updateTenant(section);
    return rowOf(view, id);
  });
  app.post('/v1/reload', async (request) => await viewOf(request).reload());
  app.delete<{ Params: { id: string } }>('/v1/tenants/:id', async (request) => {
    const { id } = request.params;
    await viewOf(request).removeTenant(id);
    return { id, removed: true };
  });
  app.post<{ Params: { id: string } }>('/v1/tenants/:id/stop', async (request) => {
    const { id } = request.params;
    const view = viewOf(request);
    await view.stopTenant(id);
    return rowOf(view, id);
  });
}

/** @throws query-invalid. */
function sectionIn(body: string | undefined, where: string): TenantSection {
  try {
    const section: unknown = JSON.parse(body ?? '');
    if (typeof section === 'object' && section !== null && !Array.isArray(section)) return section as TenantSection;
  } catch {
    // said below
  }
  throw new MillraceError('query-invalid', {
    what: 'the body is no JSON object',
    where,
    fix: 'send the tenant as the configuration has it, as one JSON object: {"id": "customer3", "analytics": [...]}',
  });
}

function otherId(found: unknown, where: string): MillraceError {
  return new MillraceError('query-invalid', {
    what: `the body is the section of ${typeof found === 'string' ? found : 'no tenant by name'}`,
    where,
    fix: 'send it to the path that names the same id',
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
