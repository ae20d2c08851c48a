/**
 * A partition's share of its tenant's keys: an even one, rounded up, as a hash spreads keys evenly.
 *
 * @param keys of the tenant; undefined: no bound.
 * @param partitions of the tenant.
 */
export function keyShare(keys: number | undefined, partitions: number): number {
  return keys === undefined ? Number.POSITIVE_INFINITY : Math.ceil(keys / partitions);
}
