import { setTimeout as delay } from 'node:timers/promises';
import type { Log, LogBounds, LogName, LogOpener, PartitionIndex } from '../../connectors/log.ts';
import { MillraceError } from '../base/errors.ts';
import { limits } from '../base/limits.ts';
import { type Result, resultsIn } from './result.ts';

/** What was read at a time. */
export interface OutputRead {
  readonly results: readonly Result[];
  /** Arrival of the newest record, a result or not; undefined when there was nothing to read. */
  readonly newest: number | undefined;
}

/** Reads the results of one partition, from one end or the other. Its log need not be there yet. */
export class OutputReader {
  readonly partition: PartitionIndex;
  readonly #name: LogName;
  readonly #logs: LogOpener;
  readonly #admits: (result: Result) => boolean;
  #log: Log | undefined;
  #next: number;

  /** @param after sequence of the last record taken. */
  constructor(name: LogName, logs: LogOpener, admits: (result: Result) => boolean, after = 0) {
    this.#next = after + 1;
    this.partition = name.partition;
    this.#name = name;
    this.#logs = logs;
    this.#admits = admits;
  }

  /** Sequence up to which it has read; 0 at the start. */
  get position(): number {
    return this.#next - 1;
  }

  /** Whether its log was there when it was last looked for. */
  get isThere(): boolean {
    return this.#log !== undefined;
  }

  /** Sequence of the newest record; 0 when there is none. */
  async end(): Promise<number> {
    return (await this.bounds())?.last ?? 0;
  }

  /** What its log holds; undefined when it is not there. */
  async bounds(): Promise<LogBounds | undefined> {
    return await (await this.#opened())?.bounds();
  }

  /** Whether there may be records up to a sequence that were not read. */
  isBefore(end: number): boolean {
    return this.#next <= end;
  }

  /** Reads on: the results among the next records. */
  async read(): Promise<OutputRead> {
    const records = (await (await this.#opened())?.read(this.#next, limits.consumeRecords)) ?? [];
    const last = records.at(-1);
    if (last !== undefined) this.#next = last.sequence + 1;
    return { results: this.#resultsIn(records), newest: last?.arrival };
  }

  /** The newest results, at most `count`, in order. Reading goes on behind them. */
  async newest(count: number): Promise<readonly Result[]> {
    const log = await this.#opened();
    if (log === undefined) return [];
    const { first, last } = await log.bounds();
    this.#next = last + 1;
    const blocks: Result[][] = [];
    let found = 0;
    for (let end = last; end >= first && found < count; end -= limits.consumeRecords) {
      const from = Math.max(first, end - limits.consumeRecords + 1);
      const records = await log.read(from, end - from + 1);
      // Older ones may have been dropped meanwhile: then newer ones come, which were read already.
      const block = this.#resultsIn(records.filter(({ sequence }) => sequence <= end));
      blocks.push(block);
      found += block.length;
    }
    return blocks.reverse().flat().slice(-count);
  }

  /** Resolves when there may be something to read, after `timeout` milliseconds, or when `signal` aborts. */
  async wait(timeout: number, signal: AbortSignal): Promise<void> {
    if (this.#log !== undefined) await this.#log.wait(this.#next - 1, timeout, signal);
    else await delay(timeout, undefined, { signal }).catch(() => undefined);
  }

  #resultsIn(records: Parameters<typeof resultsIn>[0]): Result[] {
    return resultsIn(records, this.#name.partition).filter(this.#admits);
  }

  async #opened(): Promise<Log | undefined> {
    try {
      this.#log ??= await this.#logs.open(this.#name);
    } catch (thrown) {
      if (!(thrown instanceof MillraceError) || thrown.code !== 'log-not-found') throw thrown;
    }
    return this.#log;
  }
}
