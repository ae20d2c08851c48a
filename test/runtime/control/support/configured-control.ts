import { loadConfig } from '../../../../config/load.ts';
import type { ApiToken } from '../../../../config/types.ts';
import { MillraceError } from '../../../../runtime/base/errors.ts';
import { ApiServer } from '../../../../runtime/control/api.ts';
import { ApiTokens } from '../../../../runtime/control/api-tokens.ts';
import { CustomerEnds } from '../../../../runtime/control/ends/customer-ends.ts';
import type { Customer } from '../../../../runtime/control/runtime-control.ts';
import type { ThreadPool } from '../../../../runtime/threads/pool.ts';
import { MemoryControl } from './memory-control.ts';
import { Serving } from './serving.ts';

/** A runtime that runs nothing, with the tenants of a configuration. */
export class ConfiguredControl extends MemoryControl {
  readonly #customers = new Map<string, { readonly customer: Customer; readonly end: AbortController }>();

  constructor(file: string) {
    super();
    this.phases.clear();
    for (const config of loadConfig(file).tenants) {
      const end = new AbortController();
      this.phases.set(config.id, 'stopped');
      this.#customers.set(config.id, { customer: { config, gone: end.signal }, end });
    }
  }

  override customer(id: string): Customer {
    const found = this.#customers.get(id);
    if (found !== undefined) return found.customer;
    throw new MillraceError('tenant-unknown', { what: `there is no tenant ${id}`, where: 'here', fix: 'look' });
  }

  override async removeTenant(id: string): Promise<void> {
    this.#customers.get(id)?.end.abort();
    this.#customers.delete(id);
    await super.removeTenant(id);
  }
}

const NO_POOL: Pick<ThreadPool, 'start'> = {
  start: () => {
    throw new Error('there are no threads here');
  },
};

/** A server over the channels of a configuration, for the length of a test. */
export async function servingEnds(
  file: string,
  tokens: readonly ApiToken[] = [],
  pool: Pick<ThreadPool, 'start'> = NO_POOL,
): Promise<Serving> {
  const logged: string[] = [];
  const ends = new CustomerEnds(loadConfig(file), pool);
  const control = new ConfiguredControl(file);
  const server = new ApiServer(control, {
    log: (_, message) => logged.push(message),
    tokens: new ApiTokens(tokens),
    ends,
  });
  const address = await server.listen({ host: '127.0.0.1', port: 0 });
  return new Serving(server, address, logged, async () => await ends.close());
}
