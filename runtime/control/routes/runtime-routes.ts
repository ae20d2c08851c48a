import type { FastifyInstance } from 'fastify';
import type { Metrics } from '../metrics.ts';
import { runtimeDocs as docs } from '../openapi/runtime-docs.ts';
import type { RuntimeControl } from '../runtime-control.ts';
import { operatorsOnly, TenantView } from '../tenant-view.ts';
import type { ViewOf } from './view-of.ts';

/** The routes that are answered to everybody. */
export const HEALTH: ReadonlySet<string> = new Set(['/healthz', '/readyz']);

export function addHealth(app: FastifyInstance, control: RuntimeControl): void {
  app.get('/healthz', { config: { doc: docs.healthz } }, async () => ({ healthy: true }));
  app.get('/readyz', { config: { doc: docs.readyz } }, async (_, reply) => {
    const ready = control.isReady();
    return await reply.code(ready ? 200 : 503).send({ ready });
  });
}

/** Of the process as a whole. */
export function addRuntimeRoutes(app: FastifyInstance, viewOf: ViewOf, metrics: Metrics): void {
  app.get('/metrics', { config: { doc: docs.metrics } }, async (request, reply) => {
    if (viewOf(request) instanceof TenantView) throw operatorsOnly('GET /metrics');
    return await reply.type(metrics.contentType).send(await metrics.text());
  });
  app.get('/v1/status', { config: { doc: docs.status } }, async (request) => viewOf(request).status());
  app.post('/v1/reload', { config: { doc: docs.reload } }, async (request) => await viewOf(request).reload());
}
