import { PermissionViolationError } from '@nats-io/transport-node';
import { MillraceError } from '../../runtime/base/errors.ts';
import { limits } from '../../runtime/base/limits.ts';
import type { AppendOptions, Log, LogBounds, LogRecord, NewRecord, Tail } from '../log.ts';
import { BatchSender } from './batch-sender.ts';
import { ChainForm } from './chain-form.ts';
import { ChainedSender } from './chained-sender.ts';
import { acknowledged } from './consumers.ts';
import { brokerError, notPermitted, publishError, serverErrors } from './errors.ts';
import { LogReaders } from './log-readers.ts';
import { Outlet } from './outlet.ts';
import type { ReaderPlace } from './record-reader.ts';
import { boundsOf, nextAfter, recordAt } from './stream-lookups.ts';
import { filtersOf, inputSubjects, matches } from './subjects.ts';
import { readTail } from './tail.ts';
import { UnderWay } from './under-way.ts';

/** A log's stream, and what was seen of it when it was opened. */
export interface LogPlace extends ReaderPlace {
  /** Copies of the stream. */
  readonly replicas: number;
}

/**
 * A log in a JetStream stream. An input stream is shared by its tenant's partitions, whose numbers therefore have gaps. Its
 * methods throw `log-unusable` after `close`, `broker-unavailable` when the server doesn't answer and `log-recreated` when the
 * stream is another one than it was.
 */
export class JetStreamLog implements Log {
  readonly identity: string;
  readonly notes: readonly string[];
  readonly isDense: boolean;
  readonly keepsTail = false;
  readonly window = limits.unacknowledgedRecords;
  readonly #place: ReaderPlace;
  readonly #outlet: Outlet;
  readonly #chained: ChainedSender;
  readonly #whole: BatchSender;
  readonly #form: ChainForm;
  readonly #underWay = new UnderWay();
  readonly #readers: LogReaders;
  readonly #onClose: () => Promise<void>;
  #isClosed = false;

  constructor(place: LogPlace, notes: readonly string[], onClose: () => Promise<void> = async () => {}) {
    const { connection, name, identity, replicas } = place;
    this.#place = place;
    this.#readers = new LogReaders(place);
    this.identity = identity;
    this.notes = notes;
    this.isDense = name.direction === 'output';
    this.#outlet = new Outlet(connection, name);
    this.#chained = new ChainedSender(this.#outlet);
    this.#whole = new BatchSender(this.#outlet);
    this.#form = new ChainForm(replicas);
    this.#onClose = onClose;
  }

  async append(records: readonly NewRecord[], { expectedLast, whole, known }: AppendOptions = {}): Promise<number> {
    this.#opened();
    if (records.length === 0) return await this.#checkLast(expectedLast);
    if (expectedLast === undefined) return await this.#whole.send(records, known);
    if (whole === true) return await this.#whole.sendExpecting(records, expectedLast);
    if (this.#form.isBatch(records.length)) {
      return await this.#form.during(this.#whole.sendExpecting(records, expectedLast));
    }
    return await this.#chained.send(records, expectedLast);
  }

  async read(from: number, limit: number): Promise<readonly LogRecord[]> {
    this.#opened();
    return await this.#ask(async () => await this.#readers.read(from, limit));
  }

  async at(sequence: number): Promise<LogRecord | undefined> {
    this.#opened();
    const { jsm, name } = this.#place;
    return await this.#ask(async () => await recordAt(jsm, name, sequence));
  }

  async wait(after: number, timeout: number, signal: AbortSignal): Promise<void> {
    if (this.#isClosed || signal.aborted) return;
    await this.#ask(async () => await this.#readers.wait(after, timeout, signal));
  }

  async bounds(): Promise<LogBounds> {
    this.#opened();
    const { jsm, name } = this.#place;
    return await this.#ask(async () => await boundsOf(jsm, name, this.identity));
  }

  async emptyUpTo(after: number): Promise<number> {
    const { last } = await this.bounds();
    if (last <= after) return after;
    const { jsm, name } = this.#place;
    return (await this.#ask(async () => await nextAfter(jsm, name, after))) === undefined ? last : after;
  }

  /** As the newest record that came says of those behind it. */
  async unread(after: number): Promise<number> {
    this.#opened();
    return await this.#ask(async () => await this.#readers.unread(after));
  }

  async own(epoch: number, after: number): Promise<void> {
    this.#opened();
    await this.#readers.own(epoch, after);
    await this.#ask(async () => await this.#readers.start());
  }

  async tail(): Promise<Tail | undefined> {
    const bounds = await this.bounds();
    return await this.#ask(async () => await readTail(this.#place, bounds));
  }

  async ack(sequence: number): Promise<void> {
    await this.#ask(async () => await this.#readers.ack(sequence));
  }

  async acked(): Promise<number> {
    this.#opened();
    return await this.#ask(async () => await acknowledged(this.#place.jsm, this.#place.name));
  }

  /** The server drops what retention allows by itself. */
  async trim(): Promise<number> {
    return 0;
  }

  /** The connection has broken: what is on its way is lost, or nobody knows. */
  disconnected(): void {
    this.#underWay.failAll(new Error('the connection broke'));
    this.#outlet.disconnected();
    this.#readers.breakOff();
  }

  /** The server didn't take something of this connection's. What of it was meant for this log isn't answered any more. */
  refused(error: Error): void {
    if (!(error instanceof PermissionViolationError) || error.operation !== 'publish') return;
    const { name } = this.#place;
    const own = name.direction === 'input' ? inputSubjects(name.tenant) : filtersOf(name);
    if (matches(error.subject, own)) this.#outlet.refused(notPermitted(error, this.#where));
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#outlet.close();
    await this.#readers.close();
    await this.#onClose();
  }

  get #where(): string {
    return this.#outlet.where;
  }

  async #checkLast(expectedLast: number | undefined): Promise<number> {
    const { last } = await this.bounds();
    if (expectedLast === undefined || expectedLast === last) return last;
    throw publishError(
      serverErrors.wrongLastSequence,
      `the last sequence is ${last}, not ${expectedLast}`,
      this.#where,
    );
  }

  async #ask<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await this.#underWay.run(work);
    } catch (thrown) {
      throw brokerError(thrown, this.#where);
    }
  }

  #opened(): void {
    if (!this.#isClosed) return;
    throw new MillraceError('log-unusable', {
      what: 'the log was used after it was closed',
      where: this.#where,
      fix: 'open it again',
    });
  }
}
