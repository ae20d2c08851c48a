import type { types } from 'cassandra-driver';
import { HOUR } from '../../runtime/base/calendar.ts';
import { hashTokens } from '../../runtime/base/fnv.ts';
import { inFlight } from '../../runtime/base/in-flight.ts';
import { limits } from '../../runtime/base/limits.ts';
import { type Token, tokenOf } from '../../runtime/base/token.ts';
import type { HourlyRollup, LotForm, Period } from '../archive.ts';
import { dayOf, daysOf } from './days.ts';
import { ListedHours } from './listed-hours.ts';
import type { Session, Statement } from './session.ts';

/** Parts of an hour's keys, so that a partition of Cassandra's stays small. Fixed: rows are found by it. */
const BUCKETS = 8;
const ALL_BUCKETS = Array.from({ length: BUCKETS }, (_, bucket) => bucket).join(', ');
/** Rows written in one request, all of one of Cassandra's partitions. */
const ROWS_TOGETHER = limits.archivedRows;

const PUT = `INSERT INTO $.rollups (tenant, partition, hour, bucket, station, sensor, alarm, events, activations)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) USING TIMESTAMP ?`;
// The same row again and again: any write time will do, so long as it is always the same.
const LIST = 'INSERT INTO $.rollup_hours (tenant, day, hour, partition) VALUES (?, ?, ?, ?) USING TIMESTAMP 1';
const LISTED = 'SELECT hour, partition FROM $.rollup_hours WHERE tenant = ? AND day = ?';
const DAYS = 'SELECT DISTINCT tenant, day FROM $.rollup_hours';
const DROP = `DELETE FROM $.rollups WHERE tenant = ? AND partition = ? AND hour = ? AND bucket IN (${ALL_BUCKETS})`;
const UNLIST = 'DELETE FROM $.rollup_hours WHERE tenant = ? AND day = ?';
const READ = `SELECT station, sensor, alarm, events, activations FROM $.rollups
  WHERE tenant = ? AND partition = ? AND hour = ? AND bucket IN (${ALL_BUCKETS})`;

/** A lot is one request: the more rows it has, the less each costs Cassandra, which copies what it touches of a partition's tree once for all. */
export const rollupLots: LotForm = {
  most: ROWS_TOGETHER,
  placeOf: (rollup) => (rollup.hour / HOUR) * BUCKETS + bucketOf(tokensOf(rollup)),
};

/** The roll-ups of one partition in one hour. */
export interface RollupPlace {
  readonly partition: number;
  readonly hour: number;
}

/** Hourly roll-ups in their tables. */
export class RollupTable {
  readonly #session: Session;
  readonly #listed = new ListedHours();

  constructor(session: Session) {
    this.#session = session;
  }

  /** Its write time is the sequence: Cassandra itself keeps the value of the greatest one, whatever arrives when. */
  async put(tenant: string, partition: number, sequence: number, rollups: readonly HourlyRollup[]): Promise<void> {
    const listed = this.#listed.at(tenant, partition, sequence);
    const hours = [...new Set(rollups.map(({ hour }) => hour))].filter((hour) => !listed.has(hour));
    await inFlight(hours, limits.storeRequests, async (hour) => {
      await this.#session.write(LIST, [tenant, dayOf(hour), hour, partition]);
      listed.add(hour);
    });
    const together = new Map<string, Statement[][]>();
    for (const rollup of rollups) {
      const { hour, events, activations } = rollup;
      const key = tokensOf(rollup);
      const bucket = bucketOf(key);
      const values = [tenant, partition, hour, bucket, ...key, events, activations, sequence];
      const batches = together.get(`${hour}/${bucket}`) ?? [[]];
      together.set(`${hour}/${bucket}`, batches);
      if (batches.at(-1)?.length === ROWS_TOGETHER) batches.push([]);
      batches.at(-1)?.push({ query: PUT, values });
    }
    await inFlight([...together.values()].flat(), limits.storeRequests, async (batch) => {
      await this.#session.writeTogether(batch);
    });
  }

  /**
   * Drops all of a tenant. What is written under its name later would stay hidden behind these deletes, whose times are a
   * clock's: a tenant's id is never used again.
   */
  async remove(tenant: string): Promise<void> {
    const days: number[] = [];
    for await (const rows of this.#session.pages(DAYS, [], limits.storePageRows)) {
      for (const row of rows) if (row.get('tenant') === tenant) days.push(row.get('day') as number);
    }
    this.#listed.forget(tenant);
    for (const day of days) {
      for await (const rows of this.#session.pages(LISTED, [tenant, day], limits.storePageRows)) {
        await inFlight(rows, limits.storeRequests, async (row) => {
          await this.#session.write(DROP, [tenant, row.get('partition'), row.get('hour')]);
        });
      }
      await this.#session.write(UNLIST, [tenant, day]);
    }
  }

  /** Where a period has roll-ups. */
  async places(tenant: string, { from, to }: Period): Promise<readonly RollupPlace[]> {
    const places: RollupPlace[] = [];
    await inFlight(daysOf({ from, to }), limits.storeRequests, async (day) => {
      for await (const rows of this.#session.pages(LISTED, [tenant, day], limits.storePageRows)) {
        for (const row of rows) {
          const hour = Number(row.get('hour'));
          if (hour >= from && hour < to) places.push({ partition: Number(row.get('partition')), hour });
        }
      }
    });
    return places;
  }

  /** A place's roll-ups, page by page; of one station alone where one is given. */
  async *pages(tenant: string, place: RollupPlace, station?: Token): AsyncIterable<readonly HourlyRollup[]> {
    const { partition, hour } = place;
    const only = station === undefined ? [] : [String(station)];
    const query = station === undefined ? READ : `${READ} AND station = ?`;
    const values = [tenant, partition, hour, ...only];
    for await (const rows of this.#session.pages(query, values, limits.storePageRows)) {
      yield rows.map((row) => rollupOf(row, hour));
    }
  }
}

function tokensOf({ station, sensor, alarm }: HourlyRollup): string[] {
  return [String(station), String(sensor), String(alarm)];
}

function bucketOf(key: readonly string[]): number {
  return hashTokens(key) % BUCKETS;
}

function rollupOf(row: types.Row, hour: number): HourlyRollup {
  return {
    station: tokenOf(row.get('station') as string),
    sensor: tokenOf(row.get('sensor') as string),
    alarm: tokenOf(row.get('alarm') as string),
    hour,
    events: Number(row.get('events')),
    activations: Number(row.get('activations')),
  };
}
