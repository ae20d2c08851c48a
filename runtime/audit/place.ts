import type { PartitionIndex } from '../../connectors/log.ts';

/** A partition, or an ingest stage. */
export interface Place {
  readonly tenant: string;
  readonly index: PartitionIndex;
  /** Partitions of the tenant. */
  readonly count: number;
  /** What the settings' paths are relative to. */
  readonly folder: string;
}
