import type { ApiToken } from '../../../../config/types.ts';
import { ApiServer } from '../../../../runtime/control/api.ts';
import { ApiTokens } from '../../../../runtime/control/api-tokens.ts';
import type { RuntimeControl } from '../../../../runtime/control/runtime-control.ts';

/** A server over a control on a free port of loopback, for the length of a test. */
export async function serving(
  control: RuntimeControl,
  host = '127.0.0.1',
  tokens: readonly ApiToken[] = [],
): Promise<Serving> {
  const logged: string[] = [];
  const server = new ApiServer(control, { log: (_, message) => logged.push(message), tokens: new ApiTokens(tokens) });
  return new Serving(server, await server.listen({ host, port: 0 }), logged);
}

export class Serving implements AsyncDisposable {
  readonly server: ApiServer;
  /** Such as `http://127.0.0.1:40123`. */
  readonly address: string;
  /** What it has logged. */
  readonly logged: readonly string[];

  readonly #after: () => Promise<void>;

  /** @param after what has to be closed behind it. */
  constructor(server: ApiServer, address: string, logged: readonly string[], after = async () => {}) {
    this.#after = after;
    this.server = server;
    this.address = address;
    this.logged = logged;
  }

  get port(): number {
    return Number(new URL(this.address).port);
  }

  async get(path: string): Promise<{ status: number; body: unknown }> {
    const answer = await fetch(this.address + path);
    return { status: answer.status, body: await answer.json() };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server.close();
    await this.#after();
  }
}
