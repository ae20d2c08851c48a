import type { TenantConfig } from '../../config/types.ts';
import type { TenantEntry, TenantRegister, TenantSection } from '../../connectors/tenant-register.ts';
import { MillraceError, messageOf } from '../base/errors.ts';
import type { LogSink } from '../base/log-sink.ts';
import { planReload } from './reload-plan.ts';
import type { Reload } from './runtime-control.ts';
import type { Tenant } from './tenant.ts';
import { TenantTable } from './tenant-table.ts';

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
  readonly #table: TenantTable;
  readonly #stopping = new AbortController();
  #turn: Promise<unknown> = Promise.resolve();
  #hasBegun = false;

  /** @param configured those of the configuration's file. */
  constructor(parts: RosterParts, configured: readonly Tenant[]) {
    this.#parts = parts;
    this.#table = new TenantTable(configured);
  }

  /** Those of the configuration first, in its order. */
  get all(): readonly Tenant[] {
    return this.#table.all;
  }

  get(id: string): Tenant | undefined {
    return this.#table.get(id);
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
    return this.#table.configured.has(id);
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
    const { drained, ...reload } = await turn;
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
    for (const { config } of this.#table.all) {
      const { id } = config;
      if (!entries.has(id) && !this.isConfigured(id)) changes.push(this.#table.leave(id));
    }
    this.#hasBegun = true;
    return changes;
  }

  /**
   * The tenant as the register has it; made where it isn't there, or was made of another section. One that cannot be run here is said,
   * and left to other processes.
   */
  async #asEntered({ id, section }: TenantEntry, changes: Promise<void>[]): Promise<Tenant | undefined> {
    const elder = this.#table.get(id);
    if (section === undefined || this.isConfigured(id) || this.#table.isMadeOf(id, section)) return elder;
    try {
      const tenant = await this.#parts.make(this.#parts.read(section));
      this.#table.put(tenant, section);
      return tenant;
    } catch (thrown) {
      if (!(thrown instanceof MillraceError)) throw thrown;
      this.#parts.log('error', `the tenant cannot be run by this process: ${messageOf(thrown)}`, { tenant: id });
      if (elder !== undefined) changes.push(this.#table.leave(id));
      return undefined;
    }
  }

  async #reload(configs: readonly TenantConfig[]): Promise<Reload & { readonly drained: readonly Promise<void>[] }> {
    if (this.#stopping.signal.aborted) return { changed: [], added: [], left: [], drained: [] };
    const before = this.#table.all.map(({ config }) => config);
    const { make, ...reload } = planReload(configs, before, this.#table.configured);
    const made: Tenant[] = [];
    for (const config of make) {
      await this.#parts.register.enter(config.id, config.partitions);
      made.push(await this.#parts.make(config));
    }
    for (const tenant of made) this.#table.put(tenant, undefined);
    return { ...reload, drained: reload.left.map(async (id) => await this.#table.leave(id)) };
  }
}
