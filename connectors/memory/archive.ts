import type { Archive, HourlyRollup, Period, RawEvent, ReportRow } from '../archive.ts';

const EVENTS_PER_PAGE = 1000;
const HOUR = 3_600_000;

type StoredRollup = HourlyRollup & { readonly sequence: number };

interface Tenant {
  readonly rollups: Map<string, StoredRollup>;
  /** Of each partition, by `sequence/index`. */
  readonly events: Map<number, Map<string, RawEvent>>;
}

/** The archive in memory, for simulation and tests: `close` keeps what it holds. */
export class MemoryArchive implements Archive {
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
    for (let i = 0; i < events.length; i += EVENTS_PER_PAGE) {
      yield events.slice(i, i + EVENTS_PER_PAGE).map((event) => ({ ...event, payload: new Uint8Array(event.payload) }));
    }
  }

  async topAlarms(tenant: string, period: Period, limit: number): Promise<readonly ReportRow[]> {
    return ranked(sums(this.#during(tenant, period), ({ alarm }) => alarm)).slice(0, limit);
  }

  async topStations(tenant: string, period: Period, limit: number, sensor?: number): Promise<readonly ReportRow[]> {
    const rollups = this.#during(tenant, period).filter((rollup) => sensor === undefined || rollup.sensor === sensor);
    return ranked(sums(rollups, ({ station }) => station)).slice(0, limit);
  }

  async sensorAlarms(tenant: string, period: Period, limit: number, station: number): Promise<readonly ReportRow[]> {
    const rollups = this.#during(tenant, period).filter((rollup) => rollup.station === station);
    return ranked(sums(rollups, ({ sensor }) => sensor)).slice(0, limit);
  }

  async activeHours(tenant: string, period: Period, alarm?: number): Promise<readonly ReportRow[]> {
    const rollups = this.#during(tenant, period).filter((rollup) => alarm === undefined || rollup.alarm === alarm);
    const byHour = sums(rollups, ({ hour }) => (((hour / HOUR) % 24) + 24) % 24);
    return Array.from({ length: 24 }, (_, number) => ({ number, activations: byHour.get(number) ?? 0 }));
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

function sums(rollups: readonly HourlyRollup[], numberOf: (rollup: HourlyRollup) => number): Map<number, number> {
  const byNumber = new Map<number, number>();
  for (const rollup of rollups) {
    const number = numberOf(rollup);
    byNumber.set(number, (byNumber.get(number) ?? 0) + rollup.activations);
  }
  return byNumber;
}

/** Most first and then by number; what was never active is no row. */
function ranked(byNumber: ReadonlyMap<number, number>): ReportRow[] {
  const rows = [...byNumber].map(([number, activations]) => ({ number, activations }));
  return rows
    .filter(({ activations }) => activations > 0)
    .sort((a, b) => b.activations - a.activations || a.number - b.number);
}
