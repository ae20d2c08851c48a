import { lookup } from 'node:dns/promises';
import type { AddressInfo } from 'node:net';
import { type FastifyInstance, type FastifyRequest, fastify } from 'fastify';
import type { ApiToken, ListenAddress } from '../../config/types.ts';
import { systemClock } from '../base/clock.ts';
import { limits } from '../base/limits.ts';
import type { LogSink } from '../base/log-sink.ts';
import { errorAnswerer, refuseUnknownRoutes } from './api-errors.ts';
import { isLoopback, refusalOf } from './api-guard.ts';
import { listenFailure, spelledAddress } from './api-listen.ts';
import { addHealth, addRoutes, HEALTH } from './api-routes.ts';
import { ApiTokens } from './api-tokens.ts';
import type { CustomerEnds } from './ends/customer-ends.ts';
import { addIngest } from './ends/ingest-routes.ts';
import { addReports } from './ends/reports-routes.ts';
import { addResults } from './ends/results-routes.ts';
import { Metrics } from './metrics.ts';
import type { RuntimeControl } from './runtime-control.ts';
import { TenantView } from './tenant-view.ts';

/** Milliseconds that requests under way get to end when the server closes. */
const CLOSING_GRACE = 1000;
/** Milliseconds in which a request must have come whole. */
const REQUEST_TIMEOUT = 30_000;

export interface ApiOptions {
  /** Told of errors that nobody foresaw. */
  readonly log?: LogSink;
  /** Who may ask. Default: everybody. */
  readonly tokens?: readonly ApiToken[];
  /** Tenants' channels, for their customers. Default: not there. */
  readonly ends?: CustomerEnds;
}

/** The HTTP API of a live runtime. */
export class ApiServer {
  readonly #control: RuntimeControl;
  readonly #log: LogSink;
  readonly #tokens: ApiTokens;
  readonly #ends: CustomerEnds | undefined;
  #app: FastifyInstance | undefined;

  constructor(control: RuntimeControl, { log = () => undefined, tokens = [], ends }: ApiOptions = {}) {
    this.#control = control;
    this.#log = log;
    this.#tokens = new ApiTokens(tokens);
    this.#ends = ends;
  }

  /**
   * Listens on an address; port 0 takes a free one. Resolves with the address for clients on this machine, such as
   * `http://127.0.0.1:8787`.
   *
   * @throws port-in-use, listen-failed.
   */
  async listen(listen: ListenAddress): Promise<string> {
    const answerError = errorAnswerer(this.#log);
    const app = fastify({
      frameworkErrors: answerError,
      bodyLimit: limits.requestBytes,
      requestTimeout: REQUEST_TIMEOUT,
      routerOptions: { maxParamLength: 2 * limits.maxKeyBytes },
      ajv: { customOptions: { removeAdditional: false } },
    });
    const viewOf = ({ headers, method, url }: FastifyRequest): RuntimeControl => {
      const asker = this.#tokens.askerOf(headers.authorization, `${method} ${url}`);
      return asker.kind === 'operator' ? this.#control : new TenantView(this.#control, asker.tenant);
    };
    app.setErrorHandler(answerError);
    refuseUnknownRoutes(app);
    let onLoopback = true;
    app.addHook('onRequest', async (request) => {
      const refusal = refusalOf(request, onLoopback ? listen.host : undefined);
      if (refusal !== undefined) throw refusal;
      // Whatever is asked, be it there or not; but for health.
      if (!HEALTH.has(request.routeOptions.url ?? '')) viewOf(request);
    });
    addHealth(app, this.#control);
    addRoutes(app, viewOf, new Metrics(this.#control, systemClock));
    if (this.#ends !== undefined) {
      addIngest(app, viewOf, this.#ends.ingest);
      addReports(app, viewOf, this.#ends.reports);
      addResults(app, viewOf, { results: this.#ends.results, log: this.#log });
    }
    try {
      const { address } = await lookup(listen.host);
      await app.listen({ host: address, port: listen.port });
    } catch (thrown) {
      await app.close();
      throw await listenFailure(thrown, listen);
    }
    const bound = app.server.address() as AddressInfo;
    onLoopback = isLoopback(bound.address);
    this.#app = app;
    return spelledAddress(bound);
  }

  /** Ends requests under way after a moment, and all connections. Closing twice is no error. */
  async close(): Promise<void> {
    const app = this.#app;
    if (app === undefined) return;
    // Connections on which nothing was ever asked don't count as idle, and would be waited for.
    const timer = setTimeout(() => app.server.closeAllConnections(), CLOSING_GRACE);
    await app.close().finally(() => clearTimeout(timer));
  }
}
