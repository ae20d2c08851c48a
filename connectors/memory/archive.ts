import type { Token } from '../../runtime/base/token.ts';
import { ActivationSums, hourOfDay } from '../activation-sums.ts';
import {
  type Archive,
  type HourlyRollup,
  type Period,
  plainLots,
  type RawEvent,
  type ReportRow,
  type RollupReading,
} from '../archive.ts';

const ROWS_PER_PAGE = 1000;

type StoredRollup = HourlyRollup & { readonly sequence: number };

interface Tenant {
  readonly rollups: Map<string, StoredRollup>;
  /** Of each partition, by `sequence/index`. */
  readonly events: Map<number, Map<string, RawEvent>>;
}

/** The archive in memory, for simulation and tests: `close` keeps what it holds. */
export class MemoryArchive implements Archive {
  readonly lots = plainLots;
  readonly #tenants = new Map<string, Tenant>();

  async putRollups(
    tenant: string,
    partition: number,
    sequence: number,
    rollups: readonly HourlyRollup[],
  ): Promise<void> {
    const stored = this.#tenant(tenant).rollups;
    for (const rollup of rollups) {
      const key = [partition, rollup.hour, rollup.station, rollup.sensor, rollup.alarm].join('/');
      if (sequence > (stored.get(key)?.sequence ?? -1)) stored.set(key, { ...rollup, sequence });
    }
  }

  async putEvents(tenant: string, partition: number, events: readonly RawEvent[]): Promise<void> {
    const partitions = this.#tenant(tenant).events;
    const stored = partitions.get(partition) ?? new Map<string, RawEvent>();
    partitions.set(partition, stored);
    for (const event of events) {
      const key = `${event.sequence}/${event.index}`;
      if (!stored.has(key)) stored.set(key, { ...event, payload: new Uint8Array(event.payload) });
    }
  }

  /** As the contract says, a thousand events a page. */
  async *events(tenant: string, partition: number, { from, to }: Period): AsyncIterable<readonly RawEvent[]> {
    const all = [...(this.#tenant(tenant).events.get(partition)?.values() ?? [])];
    const events = all.filter(({ time }) => time >= from && time < to);
    events.sort((a, b) => a.sequence - b.sequence || a.index - b.index);
    for (const page of paged(events)) yield page.map((event) => ({ ...event, payload: new Uint8Array(event.payload) }));
  }

  /** As the contract says, a thousand a page. */
  async *rollups(tenant: string, period: Period, { told }: RollupReading = {}): AsyncIterable<readonly HourlyRollup[]> {
    const pages = [...paged(this.#during(tenant, period))];
    for (const [done, page] of pages.entries()) {
      told?.(done, pages.length);
      yield page.map(({ sequence: _, ...rollup }) => rollup);
    }
    told?.(pages.length, pages.length);
  }

  async topAlarms(tenant: string, period: Period, limit: number): Promise<readonly ReportRow[]> {
    return sums(this.#during(tenant, period), ({ alarm }) => alarm).ranked(limit);
  }

  async topStations(tenant: string, period: Period, limit: number, sensor?: Token): Promise<readonly ReportRow[]> {
    const rollups = this.#during(tenant, period).filter((rollup) => sensor === undefined || rollup.sensor === sensor);
    return sums(rollups, ({ station }) => station).ranked(limit);
  }

  async sensorAlarms(tenant: string, period: Period, limit: number, station: Token): Promise<readonly ReportRow[]> {
    const rollups = this.#during(tenant, period).filter((rollup) => rollup.station === station);
    return sums(rollups, ({ sensor }) => sensor).ranked(limit);
  }

  async activeHours(tenant: string, period: Period, alarm?: Token): Promise<readonly ReportRow[]> {
    const rollups = this.#during(tenant, period).filter((rollup) => alarm === undefined || rollup.alarm === alarm);
    return sums(rollups, hourOfDay).histogram();
  }

  async remove(tenant: string): Promise<void> {
    this.#tenants.delete(tenant);
  }

  async close(): Promise<void> {}

  #during(tenant: string, { from, to }: Period): StoredRollup[] {
    return [...this.#tenant(tenant).rollups.values()].filter(({ hour }) => hour >= from && hour < to);
  }

  #tenant(name: string): Tenant {
    const tenant = this.#tenants.get(name) ?? { rollups: new Map(), events: new Map() };
    this.#tenants.set(name, tenant);
    return tenant;
  }
}

function sums(rollups: readonly HourlyRollup[], nameOf: (rollup: HourlyRollup) => Token): ActivationSums {
  const added = new ActivationSums();
  for (const rollup of rollups) added.add(nameOf(rollup), rollup.activations);
  return added;
}

function* paged<T>(rows: readonly T[]): Iterable<readonly T[]> {
  for (let i = 0; i < rows.length; i += ROWS_PER_PAGE) yield rows.slice(i, i + ROWS_PER_PAGE);
}
