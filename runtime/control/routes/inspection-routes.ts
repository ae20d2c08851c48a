import type { FastifyInstance } from 'fastify';
import { checkKey } from '../actor-key-text.ts';
import { queryOf } from '../actor-query-text.ts';
import { inspectionDocs as docs } from '../openapi/inspection-docs.ts';
import { rowOf, type ViewOf } from './view-of.ts';

interface OfTenant {
  readonly tenant?: string;
}

/** A query that can name a tenant and nothing else. */
const ofTenant = {
  querystring: {
    type: 'object',
    properties: {
      tenant: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,64}$', description: 'Of this tenant alone.' },
    },
    additionalProperties: false,
  },
} as const;

/** What partitions and actors are like now. */
export function addInspection(app: FastifyInstance, viewOf: ViewOf): void {
  app.get<{ Querystring: OfTenant }>(
    '/v1/partitions',
    { schema: ofTenant, config: { doc: docs.partitions } },
    async (request) => {
      const { tenant } = request.query;
      const view = viewOf(request);
      if (tenant !== undefined) rowOf(view, tenant);
      return view.partitions().filter((row) => tenant === undefined || row.tenant === tenant);
    },
  );
  app.get<{ Querystring: Record<string, unknown> }>('/v1/actors', { config: { doc: docs.actors } }, async (request) => {
    const view = viewOf(request);
    const { query, tenant } = queryOf(request.query);
    return await view.actors(query, tenant);
  });
  app.get<{ Querystring: OfTenant; Params: { key: string } }>(
    '/v1/actors/:key',
    { schema: ofTenant, config: { doc: docs.actor } },
    async (request) => await viewOf(request).actor(checkKey(request.params.key), request.query.tenant),
  );
}
