import type { LogOpener, PartitionIndex } from '../../connectors/log.ts';
import { openLogs, openTenantRegister } from '../../connectors/registry.ts';
import { checkPartitions } from '../../connectors/tenant-register.ts';
import { systemClock } from '../base/clock.ts';
import { limits } from '../base/limits.ts';
import { stagesOf } from '../ingest/stages.ts';
import type { Channel } from './channel.ts';
import type { TenantConsumer } from './ends.ts';
import { OutputReader } from './output-reader.ts';
import { byArrival, type Result } from './result.ts';

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
    after: Readonly<Partial<Record<PartitionIndex, number>>> = {},
  ) {
    this.#logs = logs;
    this.#readers = stagesOf(log.kind, partitions, settings).map((partition) => {
      const name = { tenant, partition, count: partitions, direction: 'output' } as const;
      return new OutputReader(name, logs, admits, after[partition]);
    });
  }

  /** @throws partitions-changed, register-unusable, folder-unusable, file-busy. */
  static async open(
    channel: Channel,
    admits?: (result: Result) => boolean,
    after?: Readonly<Partial<Record<PartitionIndex, number>>>,
  ): Promise<Consumer> {
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
      for (const one of unfinished.filter((candidate) => candidate.reached === reached)) {
        const { results, newest } = await one.reader.read();
        one.reached = newest ?? Number.POSITIVE_INFINITY;
        waiting.push(...results);
      }
    }
  }

  /** Results from here on, as they come, until `signal` aborts. */
  async *follow(signal: AbortSignal): AsyncGenerator<readonly Result[]> {
    while (!signal.aborted) {
      const rounds = [];
      for (const reader of this.#readers) rounds.push(await reader.read());
      const results = rounds.flatMap((round) => round.results).sort(byArrival);
      if (results.length > 0) yield results;
      else if (rounds.every(({ newest }) => newest === undefined)) await this.#wait(signal);
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
