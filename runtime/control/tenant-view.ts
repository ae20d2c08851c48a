import { MillraceError } from '../base/errors.ts';
import type { ActorQuery } from '../inspection/actor-query.ts';
import type {
  Customer,
  LocatedActor,
  LocatedPage,
  PartitionRow,
  Reloaded,
  RuntimeControl,
  RuntimeStatus,
  TenantRow,
} from './runtime-control.ts';

/** What one tenant sees of a runtime: itself, as if there were no other. It changes nothing. */
export class TenantView implements RuntimeControl {
  readonly #control: RuntimeControl;
  readonly #tenant: string;

  constructor(control: RuntimeControl, tenant: string) {
    this.#control = control;
    this.#tenant = tenant;
  }

  status(): RuntimeStatus {
    return this.#control.status();
  }

  isReady(): boolean {
    return this.#control.isReady();
  }

  tenants(): readonly TenantRow[] {
    return this.#control.tenants().filter(({ id }) => id === this.#tenant);
  }

  partitions(): readonly PartitionRow[] {
    return this.#control.partitions().filter(({ tenant }) => tenant === this.#tenant);
  }

  customer(id: string): Customer {
    return this.#control.customer(this.#own(id));
  }

  async actors(query: ActorQuery, tenant?: string): Promise<LocatedPage> {
    return await this.#control.actors(query, this.#own(tenant));
  }

  async actor(key: string, tenant?: string): Promise<readonly LocatedActor[]> {
    return await this.#control.actor(key, this.#own(tenant));
  }

  async startTenant(id: string): Promise<void> {
    throw operatorsOnly(`start of tenant ${this.#own(id)}`);
  }

  async stopTenant(id: string): Promise<void> {
    throw operatorsOnly(`stop of tenant ${this.#own(id)}`);
  }

  async addTenant(): Promise<string> {
    throw operatorsOnly('adding a tenant');
  }

  async updateTenant(): Promise<string> {
    throw operatorsOnly("change of a tenant's settings");
  }

  async reload(): Promise<Reloaded> {
    throw operatorsOnly('reading the configuration anew');
  }

  async removeTenant(id: string): Promise<void> {
    throw operatorsOnly(`removal of tenant ${this.#own(id)}`);
  }

  #own(tenant = this.#tenant): string {
    if (tenant === this.#tenant) return tenant;
    throw new MillraceError('tenant-unknown', {
      what: `there is no tenant ${tenant}`,
      where: `as tenant ${this.#tenant} sees it`,
      fix: `use ${this.#tenant}`,
    });
  }
}

/** For what a tenant's token does not allow. */
export function operatorsOnly(where: string): MillraceError {
  return new MillraceError('runtime-refused', {
    what: "the token is a tenant's",
    where,
    fix: "ask with an operator's token",
  });
}
