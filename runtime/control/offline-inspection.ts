import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { logChoiceOf } from '../../config/choices.ts';
import type { LoadedConfig } from '../../config/types.ts';
import { type Connectors, openConnectors } from '../../connectors/registry.ts';
import { systemClock } from '../base/clock.ts';
import { hashTokens } from '../base/fnv.ts';
import { mergePages } from '../inspection/actor-order.ts';
import type { ActorPage, ActorQuery } from '../inspection/actor-query.ts';
import { listActors, viewActor } from '../inspection/inspect-partition.ts';
import { checkSegments, readLastCheckpoint, restoredFrom } from '../inspection/last-checkpoint.ts';
import type { Partition } from '../partition/partition.ts';
import { withTenant } from './added-tenants.ts';
import {
  type InspectedActor,
  type InspectedPage,
  type InspectedPartition,
  type Inspection,
  type Origin,
  tenantsAsked,
} from './inspection.ts';
import { noData, notFound } from './offline-errors.ts';
import { type ActorPlace, holdsActors, nameOf, type Place, placesOf } from './offline-places.ts';
import { inputSeen, offlineRow, originOf } from './offline-rows.ts';
import type { LocatedRow } from './runtime-control.ts';

/** Looks into the last checkpoints of a configuration's tenants while no runtime runs. Writes nothing. */
export class OfflineInspection implements Inspection {
  readonly #config: LoadedConfig;

  constructor(config: LoadedConfig) {
    this.#config = config;
  }

  async partitions(tenant?: string): Promise<readonly InspectedPartition[]> {
    return await this.#each(await this.#places(tenant), async (place, { snapshots, logs }) => {
      const name = nameOf(place);
      const last = await readLastCheckpoint(snapshots, name, (manifest) => checkSegments(snapshots, name, manifest));
      return offlineRow(place, last, await inputSeen(logs, place, last.found?.manifest.head.sequence ?? 0));
    });
  }

  async actors(query: ActorQuery, tenant?: string): Promise<InspectedPage> {
    const places = (await this.#places(tenant)).filter(holdsActors);
    const read = await this.#each(places, async (place, connectors) => {
      const { partition, origin } = await this.#restore(place, connectors);
      const page = partition === undefined ? { total: 0, rows: [] } : pageOf(partition, query);
      const at = { tenant: place.tenant, partition: place.partition };
      return { origin, page: { total: page.total, rows: page.rows.map((row) => ({ ...at, ...row })) } };
    });
    const merged = mergePages(
      read.map(({ page }) => page),
      query,
    );
    const origins = read.map(({ origin }) => origin);
    return { total: merged.total, rows: merged.rows as readonly LocatedRow[], origins };
  }

  async actor(key: string, tenant?: string): Promise<readonly InspectedActor[]> {
    const hash = hashTokens(key.split('-'));
    const places = (await this.#places(tenant))
      .filter(holdsActors)
      .filter(({ count, partition }) => hash % count === partition);
    const read = await this.#each(places, async (place, connectors) => {
      const { partition, origin } = await this.#restore(place, connectors);
      const view = partition && viewActor(partition, key);
      return {
        origin,
        actor: view && { ...view, tenant: place.tenant, partition: place.partition, thread: null, origin },
      };
    });
    const actors = read.flatMap(({ actor }) => actor ?? []);
    if (actors.length > 0) return actors;
    throw notFound(
      key,
      tenant,
      read.map(({ origin }) => origin),
    );
  }

  /** Those of tenants that were added, too. */
  async #places(tenant: string | undefined): Promise<readonly Place[]> {
    return placesOf(this.#config.log.kind, tenantsAsked(await withTenant(this.#config, tenant), tenant));
  }

  async #restore(
    place: ActorPlace,
    { snapshots }: Connectors,
  ): Promise<{ partition: Partition | undefined; origin: Origin }> {
    const name = nameOf(place);
    const how = { place: { index: place.partition, count: place.count }, folder: dirname(this.#config.file) };
    const last = await readLastCheckpoint(snapshots, name, (manifest) => restoredFrom(snapshots, name, manifest, how));
    return { partition: last.found?.content, origin: originOf(place, last) };
  }

  /** One partition after the other, so that only one state is held. */
  async #each<P extends Place, T>(
    places: readonly P[],
    look: (place: P, connectors: Connectors) => Promise<T>,
  ): Promise<T[]> {
    const { log, store, file } = this.#config;
    if (log.kind === 'sqlite' && !existsSync(log.folder)) throw noData(log.folder, file);
    const connectors = await openConnectors({
      log: { ...logChoiceOf(log), readOnly: true },
      store: { ...store, readOnly: true },
      clock: systemClock,
    });
    try {
      const seen: T[] = [];
      for (const place of places) seen.push(await look(place, connectors));
      return seen;
    } finally {
      await connectors.close();
    }
  }
}

/** From the first row to the end of the page. */
function pageOf(partition: Partition, query: ActorQuery): ActorPage {
  const scan = listActors(partition, query);
  for (;;) {
    const step = scan.next();
    if (step.done === true) return step.value;
  }
}
