import { INGEST } from '../../connectors/log.ts';
import { MillraceError } from '../base/errors.ts';
import { hashTokens } from '../base/fnv.ts';
import { mergePages } from '../inspection/actor-order.ts';
import type { ActorPage, ActorQuery } from '../inspection/actor-query.ts';
import type { ActorView } from '../inspection/inspect-partition.ts';
import type { PartitionHandle } from '../threads/partition-handle.ts';
import type {
  LocatedActor,
  LocatedPage,
  PartitionRow,
  RuntimeControl,
  RuntimeStatus,
  TenantRow,
} from './runtime-control.ts';
import type { Tenant } from './tenant.ts';

/** Keeps over restarts which tenants a person has stopped. */
export interface Toggles {
  setStopped(id: string, stopped: boolean): Promise<void>;
}

/** What can be asked of and told to the runtime of this process. */
export class LiveControl implements RuntimeControl {
  readonly #status: RuntimeStatus;
  readonly #tenants: ReadonlyMap<string, Tenant>;
  readonly #toggles: Toggles;

  constructor(status: RuntimeStatus, tenants: readonly Tenant[], toggles: Toggles) {
    this.#status = status;
    this.#tenants = new Map(tenants.map((tenant) => [tenant.config.id, tenant]));
    this.#toggles = toggles;
  }

  status(): RuntimeStatus {
    return this.#status;
  }

  isReady(): boolean {
    return [...this.#tenants.values()].every((tenant) => !tenant.isWanted || tenant.phase === 'running');
  }

  tenants(): readonly TenantRow[] {
    return [...this.#tenants.values()].map((tenant) => tenant.row());
  }

  partitions(): readonly PartitionRow[] {
    return [...this.#tenants.values()].flatMap((tenant) => tenant.partitionRows());
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
    await this.#toggles.setStopped(id, false);
    await tenant.start();
  }

  async stopTenant(id: string): Promise<void> {
    const tenant = this.#tenant(id);
    await this.#toggles.setStopped(id, true);
    await tenant.stop();
  }

  /** Those that hold actors and answer. */
  #running(id: string | undefined): PartitionHandle[] {
    const tenants = id === undefined ? [...this.#tenants.values()] : [this.#tenant(id)];
    return tenants
      .flatMap(({ partitions }) => partitions)
      .filter(({ spec, status }) => spec.index !== INGEST && ['running', 'stalled'].includes(status.phase));
  }

  #tenant(id: string): Tenant {
    const tenant = this.#tenants.get(id);
    if (tenant !== undefined) return tenant;
    throw new MillraceError('tenant-unknown', {
      what: `there is no tenant ${id}`,
      where: `runtime ${this.#status.name}`,
      fix: `use one of ${[...this.#tenants.keys()].join(', ')}`,
    });
  }
}
