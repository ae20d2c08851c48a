import type { types } from 'cassandra-driver';
import { inFlight } from '../../runtime/base/in-flight.ts';
import { limits } from '../../runtime/base/limits.ts';
import type { Period, RawEvent } from '../archive.ts';
import { dayOf, daysOf } from './days.ts';
import { mergedBySequence } from './merged.ts';
import type { Session, Statement } from './session.ts';

/** Sequences whose events of a day stand together in a partition of Cassandra's. Fixed: rows are found by it. */
const BUCKET_SEQUENCES = 20_000;
/** Events written in one request, and the bytes after which it takes no more. */
const EVENTS_TOGETHER = 50;
const BYTES_TOGETHER = 256 * 1024;

const PUT = `INSERT INTO $.raw_events (tenant, partition, day, bucket, sequence, idx, time, payload)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?) USING TTL ?`;
const LIST = 'INSERT INTO $.raw_event_buckets (tenant, partition, day, bucket) VALUES (?, ?, ?, ?) USING TTL ?';
const LISTED = 'SELECT bucket FROM $.raw_event_buckets WHERE tenant = ? AND partition = ? AND day = ?';
const DAYS = 'SELECT DISTINCT tenant, partition, day FROM $.raw_event_buckets';
const DROP = 'DELETE FROM $.raw_events WHERE tenant = ? AND partition = ? AND day = ? AND bucket = ?';
const UNLIST = 'DELETE FROM $.raw_event_buckets WHERE tenant = ? AND partition = ? AND day = ?';
const READ = `SELECT sequence, idx, time, payload FROM $.raw_events
  WHERE tenant = ? AND partition = ? AND day = ? AND bucket = ?`;

/** The longest that Cassandra keeps a row which is to go, in seconds; 0 keeps it for ever. */
const LONGEST = 20 * 365 * 86_400;
const DAY_SECONDS = 86_400;

/** Raw events in their tables. */
export class EventTable {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  async put(tenant: string, partition: number, events: readonly RawEvent[], keep: number | undefined): Promise<void> {
    const seconds = keep === undefined ? 0 : Math.min(Math.max(1, Math.ceil(keep / 1000)), LONGEST - DAY_SECONDS);
    const together = new Map<string, { place: readonly number[]; batches: Batch[] }>();
    for (const { sequence, index, time, payload } of events) {
      const place = [dayOf(time), Math.floor(sequence / BUCKET_SEQUENCES)];
      const at = together.get(place.join('/')) ?? { place, batches: [new Batch()] };
      together.set(place.join('/'), at);
      if (at.batches.at(-1)?.isFull) at.batches.push(new Batch());
      const values = [tenant, partition, ...place, sequence, index, time, Buffer.from(payload), seconds];
      at.batches.at(-1)?.add({ query: PUT, values }, payload.length);
    }
    const places = [...together.values()];
    await inFlight(places, limits.storeRequests, async ({ place }) => {
      // Longer than any event in it.
      await this.#session.write(LIST, [tenant, partition, ...place, seconds === 0 ? 0 : seconds + DAY_SECONDS]);
    });
    const batches = places.flatMap((at) => at.batches);
    await inFlight(batches, limits.storeRequests, async ({ statements }) => {
      await this.#session.writeTogether(statements);
    });
  }

  /** Drops all of a tenant. */
  async remove(tenant: string): Promise<void> {
    for await (const rows of this.#session.pages(DAYS, [], limits.storePageRows)) {
      for (const row of rows) {
        if (row.get('tenant') === tenant) await this.#removeDay([tenant, row.get('partition'), row.get('day')]);
      }
    }
  }

  async #removeDay(day: readonly unknown[]): Promise<void> {
    for await (const rows of this.#session.pages(LISTED, day, limits.storePageRows)) {
      await inFlight(rows, limits.storeRequests, async (row) => {
        await this.#session.write(DROP, [...day, row.get('bucket')]);
      });
    }
    await this.#session.write(UNLIST, day);
  }

  /** By sequence and index: one bucket after the other, the days of each merged. */
  async *events(tenant: string, partition: number, period: Period): AsyncIterable<readonly RawEvent[]> {
    const days = new Map<number, number[]>();
    await inFlight(daysOf(period), limits.storeRequests, async (day) => {
      for await (const rows of this.#session.pages(LISTED, [tenant, partition, day], limits.storePageRows)) {
        for (const row of rows) {
          const bucket = Number(row.get('bucket'));
          days.set(bucket, [...(days.get(bucket) ?? []), day]);
        }
      }
    });
    for (const bucket of [...days.keys()].sort((a, b) => a - b)) {
      const streams = (days.get(bucket) ?? []).map((day) => this.#pages([tenant, partition, day, bucket], period));
      yield* mergedBySequence(streams, limits.storePageRows);
    }
  }

  async *#pages(place: readonly unknown[], { from, to }: Period): AsyncIterable<readonly RawEvent[]> {
    for await (const rows of this.#session.pages(READ, place, limits.storePageRows)) {
      yield rows.map(eventOf).filter(({ time }) => time >= from && time < to);
    }
  }
}

class Batch {
  readonly statements: Statement[] = [];
  #bytes = 0;

  get isFull(): boolean {
    return this.statements.length === EVENTS_TOGETHER || this.#bytes >= BYTES_TOGETHER;
  }

  add(statement: Statement, bytes: number): void {
    this.statements.push(statement);
    this.#bytes += bytes;
  }
}

function eventOf(row: types.Row): RawEvent {
  return {
    sequence: Number(row.get('sequence')),
    index: Number(row.get('idx')),
    time: Number(row.get('time')),
    payload: (row.get('payload') as Buffer | null) ?? Buffer.alloc(0),
  };
}
