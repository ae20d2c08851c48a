import type { TenantConfig } from '../../config/types.ts';
import type { PartitionHandle } from '../threads/partition-handle.ts';
import type { SimulationHandle } from '../threads/simulation-handle.ts';
import type { PartitionRow, TenantPhase, TenantRow } from './runtime-control.ts';
import { ownHere, tenantPhaseOf } from './tenant-phase.ts';
import { summaryOf } from './tenant-summary.ts';

/** A tenant of a live runtime: its partitions, and its simulator if it has one. */
export class Tenant {
  readonly config: TenantConfig;
  readonly #partitions: readonly PartitionHandle[];
  readonly #simulation: SimulationHandle | undefined;
  #wanted = false;
  #gone = new AbortController();
  #stopping: Promise<void> | undefined;

  constructor(config: TenantConfig, partitions: readonly PartitionHandle[], simulation: SimulationHandle | undefined) {
    this.config = config;
    this.#partitions = partitions;
    this.#simulation = simulation;
  }

  get partitions(): readonly PartitionHandle[] {
    return this.#partitions;
  }

  /** Whether it is meant to run. */
  get isWanted(): boolean {
    return this.#wanted;
  }

  /** Aborts when the tenant is removed: nobody may send to it or read from it any more. */
  get gone(): AbortSignal {
    return this.#gone.signal;
  }

  endChannel(): void {
    this.#gone.abort();
  }

  /** It was to be removed, and could not be. */
  reopenChannel(): void {
    this.#gone = new AbortController();
  }

  /** Takes the place of a tenant, the same one with other settings: that one drains before anything of this one starts. */
  replace(other: Tenant): void {
    other.endChannel();
    this.#stopping = other.stop().finally(() => {
      this.#stopping = undefined;
    });
  }

  /** Waits for a stop under way, then starts all partitions. */
  async start(): Promise<void> {
    this.#wanted = true;
    await this.#stopping;
    // Told otherwise meanwhile.
    if (!this.#wanted) return;
    for (const partition of this.#partitions) partition.start();
    this.#simulation?.start();
  }

  /** Drains all partitions. */
  async stop(): Promise<void> {
    this.#wanted = false;
    this.#stopping ??= this.#drain().finally(() => {
      this.#stopping = undefined;
    });
    await this.#stopping;
  }

  get phase(): TenantPhase {
    return tenantPhaseOf(
      this.#partitions.map(({ status }) => status),
      this.#wanted,
    );
  }

  row(): TenantRow {
    return { phase: this.phase, ...summaryOf(this.config, ownHere(this.partitionRows())) };
  }

  partitionRows(): readonly PartitionRow[] {
    return this.#partitions.map(({ spec, status }) => ({ tenant: spec.tenant, partition: spec.index, ...status }));
  }

  async #drain(): Promise<void> {
    await this.#simulation?.stop();
    await Promise.all(this.#partitions.map((partition) => partition.stop()));
  }
}
