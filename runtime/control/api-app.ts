import { type FastifyInstance, type FastifyRequest, fastify } from 'fastify';
import { systemClock } from '../base/clock.ts';
import { limits } from '../base/limits.ts';
import type { LogSink } from '../base/log-sink.ts';
import { errorAnswerer, refuseUnknownRoutes } from './api-errors.ts';
import { refusalOf } from './api-guard.ts';
import { ApiTokens } from './api-tokens.ts';
import type { CustomerEnds } from './ends/customer-ends.ts';
import { addIngest } from './ends/ingest-routes.ts';
import { addReports } from './ends/reports-routes.ts';
import { addResults } from './ends/results-routes.ts';
import { Metrics } from './metrics.ts';
import { describeRoutes } from './openapi/document.ts';
import { addInspection } from './routes/inspection-routes.ts';
import { addHealth, addRuntimeRoutes, HEALTH } from './routes/runtime-routes.ts';
import { addTenantsRoutes } from './routes/tenants-routes.ts';
import type { RuntimeControl } from './runtime-control.ts';
import { TenantView } from './tenant-view.ts';

/** Milliseconds in which a request must have come whole. */
const REQUEST_TIMEOUT = 30_000;

export interface ApiOptions {
  /** Told of errors that nobody foresaw. */
  readonly log?: LogSink;
  /** Who may ask. Default: everybody. */
  readonly tokens?: ApiTokens;
  /** Tenants' channels, for their customers. Default: not there. */
  readonly ends?: CustomerEnds;
}

/**
 * All routes of the API, with who may ask and how errors are answered.
 *
 * @param loopbackName the name it listens by while only this machine can reach it; undefined otherwise.
 */
export async function apiApp(
  control: RuntimeControl,
  { log = () => undefined, tokens: known = new ApiTokens(), ends }: ApiOptions,
  loopbackName: () => string | undefined,
): Promise<FastifyInstance> {
  const answerError = errorAnswerer(log);
  const app = fastify({
    frameworkErrors: answerError,
    bodyLimit: limits.requestBytes,
    requestTimeout: REQUEST_TIMEOUT,
    routerOptions: { maxParamLength: 2 * limits.maxKeyBytes },
    ajv: { customOptions: { removeAdditional: false } },
  });
  const viewOf = ({ headers, method, url }: FastifyRequest): RuntimeControl => {
    const asker = known.askerOf(headers.authorization, `${method} ${url}`);
    return asker.kind === 'operator' ? control : new TenantView(control, asker.tenant);
  };
  const withdrawn = ({ headers }: FastifyRequest): AbortSignal => known.withdrawn(headers.authorization);
  app.setErrorHandler(answerError);
  refuseUnknownRoutes(app);
  app.addHook('onRequest', async (request) => {
    const refusal = refusalOf(request, loopbackName());
    if (refusal !== undefined) throw refusal;
    // Whatever is asked, be it there or not; but for health.
    if (!HEALTH.has(request.routeOptions.url ?? '')) viewOf(request);
  });
  app.addHook('onSend', async (_, reply) => {
    reply.header('cache-control', 'no-store').header('x-content-type-options', 'nosniff');
  });
  // What a route has no use for is not read.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_, body, done) => done(null, body));
  await describeRoutes(app);
  addHealth(app, control);
  addRuntimeRoutes(app, viewOf, new Metrics(control, systemClock));
  addTenantsRoutes(app, viewOf);
  addInspection(app, viewOf);
  if (ends !== undefined) {
    addIngest(app, viewOf, ends.ingest);
    addReports(app, viewOf, ends.reports);
    addResults(app, viewOf, { results: ends.results, log, withdrawn });
  }
  return app;
}
