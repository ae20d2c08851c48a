import { setImmediate } from 'node:timers/promises';
import type { LogOpener } from '../../connectors/log.ts';
import { openLogs, openTenantRegister } from '../../connectors/registry.ts';
import { checkPartitions } from '../../connectors/tenant-register.ts';
import { systemClock } from '../base/clock.ts';
import { limits } from '../base/limits.ts';
import { stagesOf } from '../ingest/stages.ts';
import type { Channel } from './channel.ts';
import { expired, notBehind, type Position } from './cursor.ts';
import type { TenantConsumer } from './ends.ts';
import { OutputReader } from './output-reader.ts';
import { byArrival, type Result } from './result.ts';

/** What was read of all partitions at a time. */
export interface Round {
  /** By arrival; none when nothing of what is wanted came. */
  readonly results: readonly Result[];
  /** Up to where all has been read: all that was wanted is in this round or came before. */
  readonly position: Position;
  /** Whether there was nothing more to read. */
  readonly isEnd: boolean;
}

/**
 * A tenant's receiving end: the results of all its partitions. It only reads, whether a runtime runs or not, and waits for
 * logs that are not there yet. The results of a partition come in its order; those of several are merged by their arrival.
 */
export class Consumer implements TenantConsumer {
  readonly #logs: LogOpener;
  readonly #readers: readonly OutputReader[];

  /**
   * The logs are closed with it.
   *
   * @param admits which results are wanted.
   * @param after the last sequence taken of each partition.
   */
  constructor(
    { tenant, partitions, log, settings }: Pick<Channel, 'tenant' | 'partitions' | 'log' | 'settings'>,
    logs: LogOpener,
    admits: (result: Result) => boolean = () => true,
    after: Position = {},
  ) {
    this.#logs = logs;
    this.#readers = stagesOf(log.kind, partitions, settings).map((partition) => {
      const name = { tenant, partition, count: partitions, direction: 'output' } as const;
      return new OutputReader(name, logs, admits, after[partition]);
    });
  }

  /** @throws partitions-changed, register-unusable, folder-unusable, file-busy. */
  static async open(channel: Channel, admits?: (result: Result) => boolean, after?: Position): Promise<Consumer> {
    const { tenant, partitions, log } = channel;
    const register = await openTenantRegister(log);
    try {
      const entry = await register.get(tenant);
      if (entry !== undefined) checkPartitions(entry, partitions);
    } finally {
      await register.close();
    }
    const readOnly = log.kind === 'memory' ? log : { ...log, readOnly: true };
    return new Consumer(channel, openLogs(readOnly, systemClock), admits, after);
  }

  /** The newest results stored, at most `count`; {@link follow} goes on behind them. */
  async newest(count: number): Promise<readonly Result[]> {
    const found: Result[] = [];
    for (const reader of this.#readers) found.push(...(await reader.newest(count)));
    return count === 0 ? [] : found.sort(byArrival).slice(-count);
  }

  /** All results that are stored now, some at a time; {@link follow} goes on behind them. */
  async *stored(): AsyncGenerator<readonly Result[]> {
    let waiting: Result[] = [];
    const open: { reader: OutputReader; end: number; reached: number }[] = [];
    for (const reader of this.#readers) open.push({ reader, end: await reader.end(), reached: 0 });
    for (;;) {
      const unfinished = open.filter(({ reader, end }) => reader.isBefore(end));
      const reached = unfinished.reduce((least, one) => Math.min(least, one.reached), Number.POSITIVE_INFINITY);
      // Nothing older than what every reader has reached can come any more.
      const due = waiting.filter(({ arrival }) => arrival <= reached).sort(byArrival);
      waiting = waiting.filter(({ arrival }) => arrival > reached);
      if (due.length > 0) yield due;
      if (unfinished.length === 0) return;
      // Others on the thread get their turn: a read of an embedded log holds it.
      await setImmediate();
      for (const one of unfinished.filter((candidate) => candidate.reached === reached)) {
        const { results, newest } = await one.reader.read();
        one.reached = newest ?? Number.POSITIVE_INFINITY;
        waiting.push(...results);
      }
    }
  }

  /** Results from here on, as they come, until `signal` aborts. */
  async *follow(signal: AbortSignal): AsyncGenerator<readonly Result[]> {
    for await (const { results } of this.rounds(signal)) if (results.length > 0) yield results;
  }

  /** {@link follow}, that tells also what was read in vain. */
  async *rounds(signal: AbortSignal): AsyncGenerator<Round> {
    while (!signal.aborted) {
      const round = await this.next();
      yield round;
      if (round.isEnd) await this.#wait(signal);
      else await setImmediate();
    }
  }

  /** Reads on once, and waits for nothing. */
  async next(): Promise<Round> {
    const reads = [];
    for (const reader of this.#readers) reads.push(await reader.read());
    const results = reads.flatMap((read) => read.results).sort(byArrival);
    return { results, position: this.position, isEnd: reads.every(({ newest }) => newest === undefined) };
  }

  /** Up to where it has read. */
  get position(): Position {
    return Object.fromEntries(this.#readers.map(({ partition, position }) => [partition, position]));
  }

  /**
   * Whether all results behind where it stands are still held, to be asked before reading.
   *
   * @throws results-expired when some may be dropped; query-invalid when it stands ahead of a log, and so in none of this tenant's.
   */
  async checkPosition(): Promise<void> {
    for (const reader of this.#readers) {
      if (reader.position === 0) continue;
      const { first, last } = (await reader.bounds()) ?? { first: 1, last: 0 };
      if (reader.position > last) throw notBehind(reader.partition, reader.position, last);
      if (first > reader.position + 1) throw expired(reader.partition, reader.position, first);
    }
  }

  async close(): Promise<void> {
    await this.#logs.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Resolves when one of the readers may have something. */
  async #wait(signal: AbortSignal): Promise<void> {
    const woken = new AbortController();
    const wake = (): void => woken.abort();
    signal.addEventListener('abort', wake);
    if (signal.aborted) wake();
    const timeout = this.#readers.every(({ isThere }) => isThere)
      ? limits.followMilliseconds
      : limits.absentPollMilliseconds;
    try {
      await Promise.all(this.#readers.map(async (reader) => await reader.wait(timeout, woken.signal).finally(wake)));
    } finally {
      signal.removeEventListener('abort', wake);
    }
  }
}
