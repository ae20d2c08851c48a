import type { FastifyInstance } from 'fastify';
import type { TenantSection } from '../../../connectors/tenant-register.ts';
import { MillraceError } from '../../base/errors.ts';
import { tenantsDocs as docs } from '../openapi/tenants-docs.ts';
import { rowOf, type ViewOf } from './view-of.ts';

interface Route {
  Params: { readonly id: string };
  Body: string | undefined;
}

/** Tenants: which there are, what each does, and whether it is there and runs at all. */
export function addTenantsRoutes(app: FastifyInstance, viewOf: ViewOf): void {
  app.get('/v1/tenants', { config: { doc: docs.tenants } }, async (request) => viewOf(request).tenants());
  app.get<Route>('/v1/tenants/:id', { config: { doc: docs.tenant } }, async (request) =>
    rowOf(viewOf(request), request.params.id),
  );
  app.post<Pick<Route, 'Body'>>('/v1/tenants', { config: { doc: docs.addTenant } }, async (request, reply) => {
    const view = viewOf(request);
    const id = await view.addTenant(sectionIn(request.body, 'POST /v1/tenants'));
    return await reply.code(201).send(rowOf(view, id));
  });
  app.put<Route>('/v1/tenants/:id', { config: { doc: docs.updateTenant } }, async (request) => {
    const { id } = request.params;
    const where = `PUT /v1/tenants/${id}`;
    const section = sectionIn(request.body, where);
    if (section.id !== id) throw otherId(section.id, where);
    const view = viewOf(request);
    await view.updateTenant(section);
    return rowOf(view, id);
  });
  app.delete<Route>('/v1/tenants/:id', { config: { doc: docs.removeTenant } }, async (request) => {
    const { id } = request.params;
    await viewOf(request).removeTenant(id);
    return { id, removed: true };
  });
  app.post<Route>('/v1/tenants/:id/start', { config: { doc: docs.startTenant } }, async (request) => {
    const { id } = request.params;
    const view = viewOf(request);
    await view.startTenant(id);
    return rowOf(view, id);
  });
  app.post<Route>('/v1/tenants/:id/stop', { config: { doc: docs.stopTenant } }, async (request) => {
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
