import { lookup } from 'node:dns/promises';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { ListenAddress } from '../../config/types.ts';
import { type ApiOptions, apiApp } from './api-app.ts';
import { isLoopback } from './api-guard.ts';
import { listenFailure, spelledAddress } from './api-listen.ts';
import type { RuntimeControl } from './runtime-control.ts';

/** Milliseconds that requests under way get to end when the server closes. */
const CLOSING_GRACE = 1000;

/** The HTTP API of a live runtime. */
export class ApiServer {
  readonly #control: RuntimeControl;
  readonly #options: ApiOptions;
  #app: FastifyInstance | undefined;

  constructor(control: RuntimeControl, options: ApiOptions = {}) {
    this.#control = control;
    this.#options = options;
  }

  /**
   * Listens on an address; port 0 takes a free one. Resolves with the address for clients on this machine, such as
   * `http://127.0.0.1:8787`.
   *
   * @throws port-in-use, listen-failed.
   */
  async listen(listen: ListenAddress): Promise<string> {
    let onLoopback = true;
    const app = await apiApp(this.#control, this.#options, () => (onLoopback ? listen.host : undefined));
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
