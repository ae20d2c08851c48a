import { inFlight } from '../../runtime/base/in-flight.ts';
import { limits } from '../../runtime/base/limits.ts';
import { ahead } from '../../runtime/base/read-ahead.ts';
import type { Token } from '../../runtime/base/token.ts';
import { ActivationSums, hourOfDay } from '../activation-sums.ts';
import type { Archive, HourlyRollup, Period, RawEvent, ReportRow, RollupReading } from '../archive.ts';
import { EventTable } from './archive-events.ts';
import { type RollupPlace, RollupTable, rollupLots } from './archive-rollups.ts';
import type { CassandraChoice } from './choice.ts';
import { Session } from './session.ts';

/**
 * The archive in Cassandra. A roll-up's write time is its input sequence, so that an older one never wins, however late it
 * arrives; reports read the hours of their period page by page and add up. Its methods throw as {@link Session} does.
 */
export class CassandraArchive implements Archive {
  readonly lots = rollupLots;
  readonly #session: Session;
  readonly #rollups: RollupTable;
  readonly #events: EventTable;

  constructor(choice: CassandraChoice) {
    this.#session = new Session(choice);
    this.#rollups = new RollupTable(this.#session);
    this.#events = new EventTable(this.#session);
  }

  async putRollups(
    tenant: string,
    partition: number,
    sequence: number,
    rollups: readonly HourlyRollup[],
  ): Promise<void> {
    await this.#rollups.put(tenant, partition, sequence, rollups);
  }

  async putEvents(tenant: string, partition: number, events: readonly RawEvent[], keep?: number): Promise<void> {
    await this.#events.put(tenant, partition, events, keep);
  }

  events(tenant: string, partition: number, period: Period): AsyncIterable<readonly RawEvent[]> {
    return this.#events.events(tenant, partition, period);
  }

  /** As the contract says; the first pages of the next places are fetched ahead. */
  async *rollups(
    tenant: string,
    period: Period,
    { station, told }: RollupReading = {},
  ): AsyncIterable<readonly HourlyRollup[]> {
    const places = await this.#rollups.places(tenant, period);
    let done = 0;
    const begin = async (place: RollupPlace) => {
      const pages = this.#rollups.pages(tenant, place, station)[Symbol.asyncIterator]();
      return { pages, first: await pages.next() };
    };
    for await (const { pages, first } of ahead(places, begin, limits.storeRequests)) {
      for (let next = first; next.done !== true; next = await pages.next()) {
        if (next.value.length === 0) continue;
        told?.(done, places.length);
        yield next.value;
      }
      done++;
    }
    told?.(done, places.length);
  }

  async topAlarms(tenant: string, period: Period, limit: number): Promise<readonly ReportRow[]> {
    return (await this.#sums(tenant, period, ({ alarm }) => alarm)).ranked(limit);
  }

  async topStations(tenant: string, period: Period, limit: number, sensor?: Token): Promise<readonly ReportRow[]> {
    const stationOf = (rollup: HourlyRollup) =>
      sensor === undefined || rollup.sensor === sensor ? rollup.station : undefined;
    return (await this.#sums(tenant, period, stationOf)).ranked(limit);
  }

  async sensorAlarms(tenant: string, period: Period, limit: number, station: Token): Promise<readonly ReportRow[]> {
    return (await this.#sums(tenant, period, ({ sensor }) => sensor, station)).ranked(limit);
  }

  async activeHours(tenant: string, period: Period, alarm?: Token): Promise<readonly ReportRow[]> {
    const hourIn = (rollup: HourlyRollup) =>
      alarm === undefined || rollup.alarm === alarm ? hourOfDay(rollup) : undefined;
    return (await this.#sums(tenant, period, hourIn)).histogram();
  }

  async remove(tenant: string): Promise<void> {
    await this.#rollups.remove(tenant);
    await this.#events.remove(tenant);
  }

  async close(): Promise<void> {
    await this.#session.close();
  }

  /** @param nameOf what a roll-up counts under; undefined where it doesn't. */
  async #sums(
    tenant: string,
    period: Period,
    nameOf: (rollup: HourlyRollup) => Token | undefined,
    station?: Token,
  ): Promise<ActivationSums> {
    const sums = new ActivationSums();
    const places = await this.#rollups.places(tenant, period);
    await inFlight(places, limits.storeRequests, async (place) => {
      for await (const page of this.#rollups.pages(tenant, place, station)) {
        for (const rollup of page) {
          const name = nameOf(rollup);
          if (name !== undefined) sums.add(name, rollup.activations);
        }
      }
    });
    return sums;
  }
}
