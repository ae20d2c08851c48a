import type { LoadedConfig, TenantConfig } from '../../config/types.ts';
import type { PartitionIndex } from '../../connectors/log.ts';
import { MillraceError } from '../base/errors.ts';
import type { ActorQuery } from '../inspection/actor-query.ts';
import type { CheckpointStatus } from '../threads/protocol.ts';
import type { LocatedActor, LocatedPage, PartitionRow } from './runtime-control.ts';

/** Which checkpoint of a partition something was read from. */
export interface Origin {
  readonly tenant: string;
  readonly partition: PartitionIndex;
  /** Null when there is none that can be used. */
  readonly checkpoint: CheckpointStatus | null;
  /** What a person should know: newer checkpoints that could not be used, and why. */
  readonly notes: readonly string[];
}

/** A partition as it is listed, live or from its checkpoint. */
export interface InspectedPartition extends Omit<PartitionRow, 'thread'> {
  /** Null when no runtime runs. */
  readonly thread: number | null;
  /** As in {@link Origin}; live there are none. */
  readonly notes?: readonly string[];
}

export interface InspectedPage extends LocatedPage {
  /** The checkpoints it was read from; undefined when it is live. */
  readonly origins?: readonly Origin[];
}

export interface InspectedActor extends LocatedActor {
  /** The checkpoint it was read from; undefined when it is live. */
  readonly origin?: Origin;
}

/** What can be seen of tenants' state: of a live runtime, or of the last checkpoints when none runs. */
export interface Inspection {
  /** By tenant and partition; of all tenants by default. @throws tenant-unknown. */
  partitions(tenant?: string): Promise<readonly InspectedPartition[]>;
  /** @throws tenant-unknown. */
  actors(query: ActorQuery, tenant?: string): Promise<InspectedPage>;
  /** The actors of a key, of one tenant or of each that has it. @throws tenant-unknown, actor-not-found. */
  actor(key: string, tenant?: string): Promise<readonly InspectedActor[]>;
}

/** The tenants that are asked for. @throws tenant-unknown. */
export function tenantsAsked(config: LoadedConfig, id: string | undefined): readonly TenantConfig[] {
  const tenants = config.tenants.filter((tenant) => id === undefined || tenant.id === id);
  if (tenants.length > 0) return tenants;
  throw new MillraceError('tenant-unknown', {
    what: `there is no tenant ${id}`,
    where: `in ${config.file}`,
    fix: `use one of ${config.tenants.map((tenant) => tenant.id).join(', ')}`,
  });
}
