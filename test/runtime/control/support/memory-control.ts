import { parseConfig } from '../../../../config/load.ts';
import type { TenantConfig } from '../../../../config/types.ts';
import type { PartitionIndex } from '../../../../connectors/log.ts';
import type { TenantSection } from '../../../../connectors/tenant-register.ts';
import { MillraceError } from '../../../../runtime/base/errors.ts';
import { measuresOf } from '../../../../runtime/control/measures.ts';
import type {
  Customer,
  LocatedActor,
  LocatedPage,
  LocatedRow,
  PartitionRow,
  Reloaded,
  RuntimeControl,
  RuntimeStatus,
  TenantPhase,
  TenantRow,
} from '../../../../runtime/control/runtime-control.ts';
import { isWanted, rowOrder } from '../../../../runtime/inspection/actor-order.ts';
import type { ActorQuery } from '../../../../runtime/inspection/actor-query.ts';
import { noStatus } from '../../../../runtime/threads/partition-status.ts';

/** A runtime that holds nothing but rows: tenants `customer1` (two partitions) and `customer2` (one). */
export class MemoryControl implements RuntimeControl {
  ready = true;
  /** Thrown by whatever is asked about actors. */
  failure: Error | undefined;
  /** Delays a stop until it resolves. */
  stopping: Promise<void> = Promise.resolve();
  rows: readonly LocatedRow[] = [];
  readonly phases = new Map<string, TenantPhase>([
    ['customer1', 'running'],
    ['customer2', 'running'],
  ]);
  partitionRows: readonly PartitionRow[] = [
    partitionRow('customer1', 0),
    partitionRow('customer1', 1),
    partitionRow('customer2', 0),
  ];

  status(): RuntimeStatus {
    return { name: 'memory', pid: process.pid, startedAt: '2026-01-01T00:00:00.000Z', threads: 2, durability: null };
  }

  isReady(): boolean {
    return this.ready;
  }

  tenants(): readonly TenantRow[] {
    return [...this.phases].map(([id, phase]) => tenantRow(id, phase));
  }

  partitions(): readonly PartitionRow[] {
    return this.partitionRows;
  }

  customer(id: string): Customer {
    this.#of(id);
    const { tenants } = parseConfig(`tenants: [{ id: ${id}, analytics: [{ use: global-statistics }] }]`, 'memory.yaml');
    return { config: tenants[0] as TenantConfig, gone: new AbortController().signal };
  }

  async actors(query: ActorQuery, tenant?: string): Promise<LocatedPage> {
    if (this.failure !== undefined) throw this.failure;
    const rows = this.#of(tenant)
      .filter((row) => isWanted(row, query))
      .sort(rowOrder(query));
    return { total: rows.length, rows: rows.slice(query.offset, query.offset + query.limit) };
  }

  async actor(key: string, tenant?: string): Promise<readonly LocatedActor[]> {
    const rows = this.#of(tenant).filter((row) => row.key === key);
    if (rows.length === 0) {
      throw new MillraceError('actor-not-found', { what: `no actor has the key ${key}`, where: 'here', fix: 'look' });
    }
    return rows.map((row) => ({ ...row, thread: 1, watermark: 1_000, logTime: null, analytics: [] }));
  }

  async startTenant(id: string): Promise<void> {
    this.#of(id);
    this.phases.set(id, 'starting');
  }

  async stopTenant(id: string): Promise<void> {
    this.#of(id);
    await this.stopping;
    this.phases.set(id, 'stopped');
  }

  async addTenant(section: TenantSection): Promise<string> {
    const { id } = section as { readonly id: string };
    this.phases.set(id, 'starting');
    return id;
  }

  async updateTenant(section: TenantSection): Promise<string> {
    this.#of(String(section.id));
    return String(section.id);
  }

  async reload(): Promise<Reloaded> {
    return { changed: ['customer1'], added: [], left: [], tokens: false, atNextStart: ['api'] };
  }

  async removeTenant(id: string): Promise<void> {
    this.#of(id);
    this.phases.delete(id);
  }

  #of(tenant: string | undefined): LocatedRow[] {
    if (tenant !== undefined && !this.phases.has(tenant)) {
      throw new MillraceError('tenant-unknown', { what: `there is no tenant ${tenant}`, where: 'here', fix: 'look' });
    }
    return this.rows.filter((row) => tenant === undefined || row.tenant === tenant);
  }
}

export function partitionRow(
  tenant: string,
  partition: PartitionIndex,
  change: Partial<PartitionRow> = {},
): PartitionRow {
  return { tenant, partition, ...noStatus(), phase: 'running', thread: 1, epoch: 1, ...change };
}

export function tenantRow(id: string, phase: TenantPhase, change: Partial<TenantRow> = {}): TenantRow {
  const zeros = { ...measuresOf(noStatus()), restored: null, actors: 0, lag: 0 };
  const analytics = ['global-statistics'];
  return { id, phase, partitions: 1, delivery: 'exactly-once', analytics, ...zeros, ...change };
}

export function actorRow(tenant: string, key: string, change: Partial<LocatedRow> = {}): LocatedRow {
  const last = { lastSequence: 1, lastTime: 1_000, lastArrival: 2_000, lastValue: 1, lastActive: false };
  return { tenant, partition: 0, key, events: 1, ...last, ...change };
}
