import { INGEST, type PartitionIndex } from '../../connectors/log.ts';
import { hashTokens } from '../base/fnv.ts';

/** Multiples of it, modulo 1, are spread as evenly as may be, however many there are (H. Weyl 1916; Knuth, TAOCP 3, 6.4). */
const GOLDEN = (Math.sqrt(5) - 1) / 2;
/** The first checkpoint comes no sooner than after this share of the time between two. */
const LEAST = 0.25;

/**
 * The share of the time between two checkpoints after which a partition takes its first one, {@link LEAST} to 1. Partitions that begin
 * together would otherwise all keep the store and the processor busy at once, and their events waiting.
 */
export function checkpointPhase(tenant: string, partition: PartitionIndex): number {
  const place = typeof partition === 'number' ? partition + 2 : partition === INGEST ? 1 : 0;
  const spread = (hashTokens([tenant]) / 2 ** 32 + place * GOLDEN) % 1;
  return LEAST + (1 - LEAST) * spread;
}
