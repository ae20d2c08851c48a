import { setTimeout as delay } from 'node:timers/promises';
import type { ConsumerInfo, JetStreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { limits } from '../../runtime/base/limits.ts';
import type { LogName, LogRecord } from '../log.ts';
import { AckNotes } from './ack-notes.ts';
import { makeOwnerConsumer, makePassingConsumer, remove } from './consumers.ts';
import { Pull } from './pull.ts';
import { checkIdentity } from './stream-identity.ts';
import { streamOf, subjectsOf } from './subjects.ts';
import { Wakeup } from './wakeup.ts';

/** Which log is read, and where. */
export interface ReaderPlace {
  readonly connection: NatsConnection;
  readonly jsm: JetStreamManager;
  readonly name: LogName;
  /** That of the stream when the log was opened. */
  readonly identity: string;
}

/**
 * Reads one log from a sequence on: keeps a consumer, what it delivers until it is read, and where to acknowledge it. When the
 * consumer breaks, the next one goes on behind the last record that came.
 */
export class RecordReader {
  readonly #place: ReaderPlace;
  readonly #epoch: number | undefined;
  readonly #subjects: RegExp | undefined;
  readonly #news = new Wakeup();
  readonly #notes = new AckNotes();
  #records: LogRecord[] = [];
  #taken = 0;
  /** Bytes of the records that wait. */
  #bytes = 0;
  /** Sequence of the newest record that came, or that reading began behind. */
  #reached: number;
  /** Sequence of the newest record read. */
  #position: number;
  /** Records known to wait at the broker behind the newest that came. */
  #pending = 0;
  #pull: Pull | undefined;
  #consumer: string | undefined;
  #isClosed = false;

  /** @param epoch that of the owner that reads; undefined: whoever reads without a trace. */
  constructor(place: ReaderPlace, after: number, epoch?: number) {
    this.#place = place;
    this.#subjects = subjectsOf(place.name);
    this.#reached = after;
    this.#position = after;
    this.#epoch = epoch;
  }

  /** Sequence of the newest record read. */
  get position(): number {
    return this.#position;
  }

  /** Records that came and were not read yet. */
  get waiting(): number {
    return this.#records.length - this.#taken;
  }

  /** Those, and the ones known to wait at the broker. */
  get unread(): number {
    return this.waiting + this.#pending;
  }

  /** Starts the consumer, unless there is one. @throws log-recreated. */
  async start(): Promise<void> {
    if (this.#pull !== undefined) return;
    const info = await this.#makeConsumer();
    this.#consumer = info.name;
    this.#pending = info.num_pending;
    this.#pull = new Pull(this.#place.connection, streamOf(this.#place.name), info.name, {
      waiting: () => this.waiting,
      record: (record, { pending }, reply, subject) => this.#receive(record, pending, reply, subject),
      broken: () => this.breakOff(),
    });
    this.#pull.ask();
  }

  /**
   * Up to `limit` records. An owner gets what has come, or waits for what the broker is known to have; whoever reads without a
   * trace waits for all of it, with `expectsSome` also when only the caller knows of any.
   */
  async read(limit: number, expectsSome = false): Promise<readonly LogRecord[]> {
    await this.start();
    const wanted = this.#epoch === undefined ? Math.min(limit, limits.sliceRecords) : 1;
    const until = performance.now() + limits.answerMilliseconds;
    while (this.waiting < wanted && (this.#pending > 0 || (expectsSome && this.waiting === 0))) {
      const left = until - performance.now();
      if (left <= 0 || this.#bytes >= limits.readBytes) break;
      if (this.#pull === undefined && !(expectsSome && (await this.#startAgain()))) break;
      this.#pull?.ask();
      await this.#news.wait(left);
    }
    const end = Math.min(this.#records.length, this.#taken + limit);
    const records = this.#records.slice(this.#taken, end);
    this.#taken = end;
    for (const { payload } of records) this.#bytes -= payload.length;
    if (end === this.#records.length) {
      this.#records = [];
      this.#taken = 0;
    }
    this.#position = records.at(-1)?.sequence ?? this.#position;
    this.#pull?.ask();
    return records;
  }

  /** A consumer of a cluster that was just made may not answer yet. False when reading has ended. */
  async #startAgain(): Promise<boolean> {
    await delay(limits.consumerMilliseconds);
    if (this.#isClosed) return false;
    await this.start();
    return true;
  }

  async wait(timeout: number, signal: AbortSignal): Promise<void> {
    if (this.waiting === 0) await this.#news.wait(timeout, signal);
  }

  /** Acknowledges all records read up to a sequence; resolves when the server has taken note. */
  async ack(sequence: number): Promise<void> {
    const reply = this.#notes.take(sequence);
    if (reply === undefined) return;
    await this.#place.connection.request(reply, '', { timeout: limits.answerMilliseconds });
  }

  /** The consumer is of no use any more; the next read makes another. */
  breakOff(): void {
    this.#pull?.close();
    this.#pull = undefined;
    this.#news.wake();
  }

  /** Ends reading. The consumer of an owner stays, so that its floor can be seen; others go. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.breakOff();
    this.#news.close();
    if (this.#epoch !== undefined || this.#consumer === undefined || this.#place.connection.isClosed()) return;
    await remove(this.#place.jsm, streamOf(this.#place.name), this.#consumer).catch(() => undefined);
  }

  async #makeConsumer(): Promise<ConsumerInfo> {
    this.#notes.clear();
    const { jsm, name, identity } = this.#place;
    const made =
      this.#epoch === undefined
        ? await makePassingConsumer(jsm, name, this.#reached)
        : await makeOwnerConsumer(jsm, name, this.#epoch, this.#reached);
    // A stream that was made anew begins below what was reached: its records would be passed over.
    checkIdentity(await jsm.streams.info(streamOf(name)), identity);
    return made;
  }

  #receive(record: LogRecord, pending: number, reply: string, subject: string): void {
    this.#pending = pending;
    if (record.sequence <= this.#reached) return;
    this.#reached = record.sequence;
    if (this.#subjects === undefined || this.#subjects.test(subject)) {
      this.#records.push(record);
      this.#bytes += record.payload.length;
    }
    if (this.#epoch !== undefined) this.#notes.note(record.sequence, reply);
    this.#news.wake();
  }
}
