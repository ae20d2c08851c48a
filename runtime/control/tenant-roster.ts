import type { TenantConfig } from '../../config/types.ts';
import type { TenantEntry, TenantRegister, TenantSection } from '../../connectors/tenant-register.ts';
import { canonicalJson } from '../base/canonical.ts';
import { MillraceError, messageOf } from '../base/errors.ts';
import type { LogSink } from '../base/log-sink.ts';
import type { Reload } from './runtime-control.ts';
import type { Tenant } from './tenant.ts';

/** What a roster works with. */
export interface RosterParts {
  readonly register: Pick<TenantRegister, 'enter' | 'list' | 'watch'>;
  /** A section that was added, as a configuration. @throws ConfigError. */
  readonly read: (section: TenantSection) => TenantConfig;
  /** Another tenant, or one in the place of its elder, that doesn't run yet. @throws what is wrong with its modules. */
  readonly make: (config: TenantConfig) => Promise<Tenant>;
  readonly log: LogSink;
}

/**
 * The tenants of this process: those of its configuration, and those that were added since, by whichever process. Follows the
 * register: what it says to run runs, what it says to be stopped is drained, what has other settings is drained and goes on with
 * them, and what is no longer in it is left.
 */
export class TenantRoster {
  readonly #parts: RosterParts;
  readonly #tenants: Map<string, Tenant>;
  readonly #configured: Set<string>;
  /** What those that were added were made of, as JSON. */
  readonly #sections = new Map<string, string>();
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

  /** Whether all are drained for good. */
  get isEnding(): boolean {
    return this.#stopping.signal.aborted;
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

  /**
   * Takes the configuration's tenants as its file has them now; resolves when those that have to stop have drained.
   *
   * @throws partitions-changed, tenant-removed, and what is wrong with their modules: then nothing has changed.
   */
  async reload(configs: readonly TenantConfig[]): Promise<Reload> {
    const turn = this.#turn.then(() => this.#reload(configs));
    this.#turn = turn.catch(() => undefined);
    const { reload, drained } = await turn;
    await this.reconcile();
    await Promise.all(drained);
    return reload;
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
      const tenant = await this.#asEntered(entry, changes);
      if (tenant === undefined || tenant.isWanted === !entry.stopped) continue;
      changes.push(entry.stopped ? tenant.stop() : tenant.start());
    }
    for (const [id, tenant] of this.#tenants) {
      if (entries.has(id) || this.#configured.has(id)) continue;
      changes.push(this.#leave(id, tenant));
    }
    this.#hasBegun = true;
    return changes;
  }

  /**
   * The tenant as the register has it; made where it isn't there, or was made of another section. One that cannot be run here is said,
   * and left to other processes.
   */
  async #asEntered({ id, section }: TenantEntry, changes: Promise<void>[]): Promise<Tenant | undefined> {
    const elder = this.#tenants.get(id);
    if (section === undefined || this.#configured.has(id)) return elder;
    const text = JSON.stringify(section);
    if (elder !== undefined && this.#sections.get(id) === text) return elder;
    try {
      const tenant = await this.#parts.make(this.#parts.read(section));
      this.#put(tenant);
      this.#sections.set(id, text);
      return tenant;
    } catch (thrown) {
      if (!(thrown instanceof MillraceError)) throw thrown;
      this.#parts.log('error', `the tenant cannot be run by this process: ${messageOf(thrown)}`, { tenant: id });
      if (elder !== undefined) changes.push(this.#leave(id, elder));
      return undefined;
    }
  }

  async #reload(
    configs: readonly TenantConfig[],
  ): Promise<{ readonly reload: Reload; readonly drained: readonly Promise<void>[] }> {
    const made: Tenant[] = [];
    if (this.#stopping.signal.aborted) return { reload: { changed: [], added: [], left: [] }, drained: [] };
    for (const config of configs) {
      const { id, partitions } = config;
      const elder = this.#tenants.get(id)?.config;
      if (elder !== undefined && this.#configured.has(id) && canonicalJson(elder) === canonicalJson(config)) continue;
      await this.#parts.register.enter(id, partitions);
      made.push(await this.#parts.make(config));
    }
    const ids = new Set(configs.map(({ id }) => id));
    const left = [...this.#configured].filter((id) => !ids.has(id));
    const [changed, added] = [true, false].map((isKnown) =>
      made.map(({ config }) => config.id).filter((id) => this.#tenants.has(id) === isKnown),
    ) as [string[], string[]];
    for (const tenant of made) {
      this.#put(tenant);
      this.#configured.add(tenant.config.id);
    }
    const drained = left.map(async (id) => {
      this.#configured.delete(id);
      const tenant = this.#tenants.get(id);
      if (tenant !== undefined) await this.#leave(id, tenant);
    });
    return { reload: { changed, added, left }, drained };
  }

  #put(tenant: Tenant): void {
    const { id } = tenant.config;
    const elder = this.#tenants.get(id);
    if (elder !== undefined) tenant.replace(elder);
    this.#tenants.set(id, tenant);
  }

  /** Runs it no more. */
  async #leave(id: string, tenant: Tenant): Promise<void> {
    this.#tenants.delete(id);
    this.#sections.delete(id);
    tenant.endChannel();
    await tenant.stop();
  }
}
