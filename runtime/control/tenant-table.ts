import type { TenantSection } from '../../connectors/tenant-register.ts';
import type { Tenant } from './tenant.ts';

/** The tenants that a process has: those of its configuration's file, and those that were added since, with what each was made of. */
export class TenantTable {
  readonly #tenants: Map<string, Tenant>;
  readonly #configured: Set<string>;
  /** What those that were added were made of, as JSON. */
  readonly #sections = new Map<string, string>();

  /** @param configured those of the configuration's file. */
  constructor(configured: readonly Tenant[]) {
    this.#tenants = new Map(configured.map((tenant) => [tenant.config.id, tenant]));
    this.#configured = new Set(this.#tenants.keys());
  }

  /** Those of the configuration first, in its order. */
  get all(): readonly Tenant[] {
    return [...this.#tenants.values()];
  }

  /** Ids of those that stand in the configuration's file. */
  get configured(): ReadonlySet<string> {
    return this.#configured;
  }

  get(id: string): Tenant | undefined {
    return this.#tenants.get(id);
  }

  /** Whether it has a tenant that was made of that section. */
  isMadeOf(id: string, section: TenantSection): boolean {
    return this.#tenants.has(id) && this.#sections.get(id) === JSON.stringify(section);
  }

  /** Has a tenant from here on, in the place of its elder if there is one. @param section undefined: it stands in the file. */
  put(tenant: Tenant, section: TenantSection | undefined): void {
    const { id } = tenant.config;
    const elder = this.#tenants.get(id);
    if (elder !== undefined) tenant.replace(elder);
    this.#tenants.set(id, tenant);
    if (section === undefined) this.#configured.add(id);
    else this.#sections.set(id, JSON.stringify(section));
  }

  /** Has a tenant no more; resolves when it has drained. */
  async leave(id: string): Promise<void> {
    const tenant = this.#tenants.get(id);
    this.#configured.delete(id);
    this.#tenants.delete(id);
    this.#sections.delete(id);
    tenant?.endChannel();
    await tenant?.stop();
  }
}
