import type { Clock } from '../../runtime/base/clock.ts';
import { isMerged, type Log, type LogName, type LogStore, type PartitionIndex, sourcesOf } from '../log.ts';
import { MergedLog } from '../merged-log.ts';
import type { Faults } from './faults.ts';
import { MemoryLog, systemTimer, type Timer } from './log.ts';
import { LogData } from './log-data.ts';

export interface MemoryLogOptions {
  /** What goes wrong. Default: nothing. */
  readonly faults?: Faults;
  /** How a wait times out. Default: the system's timer. */
  readonly timer?: Timer;
  /** Records that may be on their way unanswered; see {@link Log.window}. Default 0. */
  readonly window?: number;
}

/**
 * Logs in memory, for simulation and tests. They are as deterministic as the clock, and outlive their handles as a
 * broker outlives its clients: `close` closes the handles and keeps the records.
 */
export class MemoryLogStore implements LogStore {
  readonly #clock: Clock;
  readonly #faults: Faults | undefined;
  readonly #timer: Timer;
  readonly #window: number;
  readonly #data = new Map<string, LogData>();
  readonly #handles = new Set<MemoryLog>();
  #made = 0;

  constructor(clock: Clock, options: MemoryLogOptions = {}) {
    this.#clock = clock;
    this.#faults = options.faults;
    this.#timer = options.timer ?? systemTimer;
    this.#window = options.window ?? 0;
  }

  async open(name: LogName): Promise<Log> {
    if (!isMerged(name)) return this.#open(name);
    return new MergedLog(
      this.#open(name),
      sourcesOf(name).map((source) => this.#open(source)),
    );
  }

  #open(name: LogName): MemoryLog {
    const key = keyOf(name);
    const data = this.#data.get(key) ?? new LogData(`${key}#${++this.#made}`, this.#clock);
    this.#data.set(key, data);
    const onClose = (): void => void this.#handles.delete(log);
    const options = { faults: this.#faults, timer: this.#timer, window: this.#window };
    const log: MemoryLog = new MemoryLog(data, options, onClose);
    this.#handles.add(log);
    return log;
  }

  /** Deletes a log: the next `open` makes a new one with another identity. */
  delete(name: LogName): void {
    this.#data.delete(keyOf(name));
  }

  async remove(tenant: string, partitions: readonly PartitionIndex[]): Promise<void> {
    for (const partition of partitions) {
      for (const direction of ['input', 'output'] as const) this.#data.delete(keyOf({ tenant, partition, direction }));
    }
  }

  async close(): Promise<void> {
    for (const log of [...this.#handles]) await log.close();
  }
}

function keyOf({ tenant, partition, direction }: Omit<LogName, 'count'>): string {
  return `${tenant}/${partition}.${direction}`;
}
