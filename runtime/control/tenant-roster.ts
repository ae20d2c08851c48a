import type { TenantConfig } from '../../config/types.ts';
import type { TenantEntry, TenantRegister, TenantSection } from '../../connectors/tenant-register.ts';
import { MillraceError, messageOf } from '../base/errors.ts';
import type { LogSink } from '../base/log-sink.ts';
import type { Tenant } from './tenant.ts';

/** What a roster works with. */
export interface RosterParts {
  readonly register: Pick<TenantRegister, 'list' | 'watch'>;
  /** A section that was added, as a configuration. @throws ConfigError. */
  readonly read: (section: TenantSection) => TenantConfig;
  /** A tenant that doesn't run yet. @throws what is wrong with its modules. */
  readonly make: (config: TenantConfig) => Promise<Tenant>;
  readonly log: LogSink;
}

/**
 * The tenants of this process: those of its configuration, and those that were added since, by whichever process. Follows the
 * register: what it says to run runs, what it says to be stopped is drained, and what is no longer in it is left.
 */
export class TenantRoster {
  readonly #parts: RosterParts;
  readonly #tenants: Map<string, Tenant>;
  readonly #configured: ReadonlySet<string>;
  readonly #stopping = new AbortController();
  #turn: Promise<unknown> = Promise.resolve();
  #hasBegun = false;

  /** @param configured those of the configuration's file. */
  constructor(parts: RosterParts, configured: readonly Tenant[]) {
    this.#parts = parts;
    this.#tenants = new Map(configured.map((tenant) => [tenant.config.id, tenant]));
    this.#configured = new Set(this.#tenants.keys());
  }

  /** Those of the configuration first, in its order. */
  get all(): readonly Tenant[] {
    return [...this.#tenants.values()];
  }

  get(id: string): Tenant | undefined {
    return this.#tenants.get(id);
  }

  /** Whether it has been said once which tenants are to run. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** Whether a tenant stands in the configuration's file. */
  isConfigured(id: string): boolean {
    return this.#configured.has(id);
  }

  /** Follows what other processes change, until it is stopped. */
  follow(): void {
    this.#parts.register.watch(() => {
      this.reconcile().catch((thrown: unknown) => {
        this.#parts.log('warn', `the register of tenants could not be read: ${messageOf(thrown)}`, {});
      });
    }, this.#stopping.signal);
  }

  /** Drains all tenants, whatever the register says from here on. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#turn;
    await Promise.all(this.all.map(async (tenant) => await tenant.stop()));
  }

  /** Brings the tenants to what the register says; resolves when those that have to stop have drained. */
  async reconcile(): Promise<void> {
    const turn = this.#turn.then(() => this.#bring());
    this.#turn = turn.catch(() => undefined);
    await Promise.all(await turn);
  }

  /** Resolves with what is still to be waited for. */
  async #bring(): Promise<readonly Promise<void>[]> {
    if (this.#stopping.signal.aborted) return [];
    const entries = new Map((await this.#parts.register.list()).map((entry) => [entry.id, entry]));
    const changes: Promise<void>[] = [];
    for (const entry of entries.values()) {
      const tenant = this.#tenants.get(entry.id) ?? (await this.#added(entry));
      if (tenant === undefined || tenant.isWanted === !entry.stopped) continue;
      changes.push(entry.stopped ? tenant.stop() : tenant.start());
    }
    for (const [id, tenant] of this.#tenants) {
      if (entries.has(id) || this.#configured.has(id)) continue;
      this.#tenants.delete(id);
      tenant.endChannel();
      changes.push(tenant.stop());
    }
    this.#hasBegun = true;
    return changes;
  }

  /** Makes a tenant of the register. One that cannot be run here is said, and left to other processes. */
  async #added({ id, section }: TenantEntry): Promise<Tenant | undefined> {
    if (section === undefined) return undefined;
    try {
      const tenant = await this.#parts.make(this.#parts.read(section));
      this.#tenants.set(id, tenant);
      return tenant;
    } catch (thrown) {
      if (!(thrown instanceof MillraceError)) throw thrown;
      this.#parts.log('error', `the tenant cannot be run by this process: ${messageOf(thrown)}`, { tenant: id });
      return undefined;
    }
  }
}
