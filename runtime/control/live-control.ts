import type { TenantSection } from '../../connectors/tenant-register.ts';
import { MillraceError } from '../base/errors.ts';
import { hashTokens } from '../base/fnv.ts';
import { mergePages } from '../inspection/actor-order.ts';
import type { ActorPage, ActorQuery } from '../inspection/actor-query.ts';
import type { ActorView } from '../inspection/inspect-partition.ts';
import type { PartitionHandle } from '../threads/partition-handle.ts';
import type { WaitsFor } from '../threads/protocol.ts';
import type { Durability } from './durability/judgement.ts';
import { isReadyWith } from './readiness.ts';
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
import type { Tenant } from './tenant.ts';
import type { TenantChanges } from './tenant-changes.ts';
import type { TenantRoster } from './tenant-roster.ts';

/** What a runtime has found out about its servers. */
export interface Found {
  /** Undefined until they were asked. */
  readonly durability: () => Durability | undefined;
  /** What it waits for before it can begin; undefined when it doesn't. */
  readonly wait: () => WaitsFor | undefined;
}

/** What can be asked of and told to the runtime of this process. */
export class LiveControl implements RuntimeControl {
  readonly #status: Omit<RuntimeStatus, 'durability'>;
  readonly #found: Found;
  readonly #roster: TenantRoster;
  readonly #changes: TenantChanges;
  readonly #reload: () => Promise<Reloaded>;

  constructor(
    status: Omit<RuntimeStatus, 'durability'>,
    roster: TenantRoster,
    changes: TenantChanges,
    reload: () => Promise<Reloaded>,
    found: Found,
  ) {
    this.#status = status;
    this.#found = found;
    this.#roster = roster;
    this.#changes = changes;
    this.#reload = reload;
  }

  status(): RuntimeStatus {
    return { ...this.#status, durability: this.#found.durability() ?? null };
  }

  isReady(): boolean {
    const { hasBegun, isEnding, all } = this.#roster;
    const wanted = all.filter(({ isWanted }) => isWanted).flatMap(({ partitions }) => partitions);
    return hasBegun && !isEnding && isReadyWith(wanted.map(({ status }) => status));
  }

  tenants(): readonly TenantRow[] {
    const { hasBegun, all } = this.#roster;
    const rows = all.map((tenant) => tenant.row());
    if (hasBegun) return rows;
    // Which of them a person has stopped is not known yet.
    const phase = this.#found.wait() === undefined ? 'starting' : 'waiting';
    return rows.map((row) => ({ ...row, phase }));
  }

  partitions(): readonly PartitionRow[] {
    const { hasBegun, all } = this.#roster;
    const rows = all.flatMap((tenant) => tenant.partitionRows());
    if (hasBegun) return rows;
    const waitsFor = this.#found.wait() ?? null;
    return rows.map((row) => ({ ...row, phase: waitsFor === null ? 'starting' : 'waiting', waitsFor }));
  }

  customer(id: string): Customer {
    const { config, gone } = this.#tenant(id);
    if (gone.aborted) throw this.#unknown(id);
    return { config, gone };
  }

  async actors(query: ActorQuery, tenant?: string): Promise<LocatedPage> {
    const whole = { ...query, offset: 0, limit: query.offset + query.limit };
    const pages = await Promise.all(
      this.#running(tenant).map(async (handle) => {
        const page = (await handle.ask({ type: 'actors', query: whole })) as ActorPage;
        const place = { tenant: handle.spec.tenant, partition: handle.spec.index };
        return { total: page.total, rows: page.rows.map((row) => ({ ...place, ...row })) };
      }),
    );
    return mergePages(pages, query) as LocatedPage;
  }

  async actor(key: string, tenant?: string): Promise<readonly LocatedActor[]> {
    const hash = hashTokens(key.split('-'));
    const handles = this.#running(tenant).filter(({ spec }) => hash % spec.count === spec.index);
    const found = await Promise.all(
      handles.map(async (handle) => {
        const view = (await handle.ask({ type: 'actor', key })) as ActorView | undefined;
        const { spec, status } = handle;
        return view === undefined
          ? []
          : [{ tenant: spec.tenant, partition: spec.index, thread: status.thread, ...view }];
      }),
    );
    const actors = found.flat();
    if (actors.length > 0) return actors;
    throw new MillraceError('actor-not-found', {
      what: `no actor has the key ${key}`,
      where: tenant === undefined ? 'all tenants' : `tenant ${tenant}`,
      fix: 'list the actors with `millrace actors`',
    });
  }

  async startTenant(id: string): Promise<void> {
    const tenant = this.#tenant(id);
    await this.#changes.setStopped(id, false);
    await tenant.start();
  }

  async stopTenant(id: string): Promise<void> {
    const tenant = this.#tenant(id);
    await this.#changes.setStopped(id, true);
    await tenant.stop();
  }

  async addTenant(section: TenantSection): Promise<string> {
    const id = await this.#changes.add(section);
    await this.#roster.reconcile();
    return id;
  }

  async updateTenant(section: TenantSection): Promise<string> {
    const id = await this.#changes.update(section);
    await this.#roster.reconcile();
    return id;
  }

  async reload(): Promise<Reloaded> {
    return await this.#reload();
  }

  async removeTenant(id: string): Promise<void> {
    const tenant = this.#roster.get(id);
    if (tenant === undefined) {
      // One that stood in the file once has an entry, and its data.
      if (await this.#changes.removeLeft(id)) return;
      throw this.#unknown(id);
    }
    if (this.#roster.isConfigured(id)) throw isConfigured(id);
    await this.stopTenant(id);
    tenant.endChannel();
    try {
      await this.#changes.remove(tenant.config);
    } catch (thrown) {
      tenant.reopenChannel();
      throw thrown;
    }
    await this.#roster.reconcile();
  }

  /** Those that hold actors and answer. */
  #running(id: string | undefined): PartitionHandle[] {
    const tenants = id === undefined ? this.#roster.all : [this.#tenant(id)];
    return tenants
      .flatMap(({ partitions }) => partitions)
      .filter(({ spec, status }) => typeof spec.index === 'number' && ['running', 'stalled'].includes(status.phase));
  }

  #tenant(id: string): Tenant {
    const tenant = this.#roster.get(id);
    if (tenant !== undefined) return tenant;
    throw this.#unknown(id);
  }

  #unknown(id: string): MillraceError {
    return new MillraceError('tenant-unknown', {
      what: `there is no tenant ${id}`,
      where: `runtime ${this.#status.name}`,
      fix: `use one of ${this.#roster.all.map(({ config }) => config.id).join(', ')}`,
    });
  }
}

function isConfigured(id: string): MillraceError {
  return new MillraceError('tenant-configured', {
    what: `the tenant ${id} stands in the configuration and would come back`,
    where: `tenant ${id}`,
    fix: 'take it out of the file, then `millrace tenants reload`, then remove it',
  });
}
