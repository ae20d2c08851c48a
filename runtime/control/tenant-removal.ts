import type { TenantConfig } from '../../config/types.ts';
import { type Connectors, type LogChoice, openLeases } from '../../connectors/registry.ts';
import { MillraceError } from '../base/errors.ts';
import { limits } from '../base/limits.ts';
import { everyStageOf } from '../ingest/stages.ts';
import { LeaseKeeper } from '../ownership/lease-keeper.ts';
import { nameOf, type Place } from './offline-places.ts';

/** Where a tenant's data is. */
export interface TenantPlaces {
  readonly log: LogChoice;
  readonly connectors: Connectors;
  /** Milliseconds a lease lasts. */
  readonly lease: number;
}

/**
 * Removes all data of a tenant that is stopped: the checkpoints of its partitions, its archive, its logs. Each partition is held
 * meanwhile, so that no process runs it that has not heard of the stop yet.
 *
 * @throws tenant-busy when another process doesn't let go of a partition.
 */
export async function removeTenantData(
  tenant: Pick<TenantConfig, 'id' | 'partitions'>,
  places: TenantPlaces,
): Promise<void> {
  const { id, partitions: count } = tenant;
  const stages = everyStageOf(places.log.kind, count);
  const { logs, snapshots, archive } = places.connectors;
  const all = stages.map((partition): Place => ({ tenant: id, partition, count }));
  await whileHeld(all, places, async () => {
    for (const place of all) await snapshots.remove(nameOf(place));
    await archive?.remove(id);
    await logs.remove(id, stages);
  });
}

async function whileHeld(
  all: readonly Place[],
  { log, lease }: TenantPlaces,
  work: () => Promise<void>,
): Promise<void> {
  const leases = await openLeases(log, lease);
  if (leases === undefined) return await work();
  const keeper = new LeaseKeeper(leases);
  await using held = new AsyncDisposableStack();
  held.defer(async () => await leases.close());
  for (const place of all) {
    const name = nameOf(place);
    const patience = AbortSignal.timeout(lease + limits.removalMilliseconds);
    const own = await keeper.hold(name, `removal of ${place.tenant}`, patience).catch((thrown: unknown) => {
      throw patience.aborted ? busy(name) : thrown;
    });
    held.defer(async () => await own.release());
  }
  await work();
}

function busy(name: string): MillraceError {
  return new MillraceError('tenant-busy', {
    what: `another process still owns partition ${name}`,
    where: `partition ${name}`,
    fix: 'see that every runtime of this configuration is up to date, or stop it, and remove the tenant again',
  });
}
