import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setImmediate as turn } from 'node:timers/promises';
import { parseConfig } from '../../config/load.ts';
import { settingsOf } from '../../config/settings.ts';
import type { TenantConfig } from '../../config/types.ts';
import type { LogRecord } from '../../connectors/log.ts';
import { systemClock } from '../../runtime/base/clock.ts';
import { limits } from '../../runtime/base/limits.ts';
import { unmarked } from '../../runtime/threads/heart.ts';
import type { PartitionSpec } from '../../runtime/threads/protocol.ts';
import { type Held, takeOver } from '../../runtime/threads/take-over.ts';
import { AlarmGenerator } from '../../simulator/alarm-generator.ts';
import { KEYS_PER_STATION } from '../../simulator/sensors.ts';
import type { BenchStore } from './stores.ts';

/** A checkpoint: what was written, and for how long events waited for it, in milliseconds. */
export interface CheckpointFigures {
  /** Actors. */
  readonly written: number;
  readonly bytes: number;
  readonly seconds: number;
  readonly longestPause: number;
  readonly pauses: number;
}

export interface RestoreFigures {
  readonly actors: number;
  readonly bytes: number;
  readonly seconds: number;
  /** Milliseconds for which the thread's other partitions waited at once, at most. */
  readonly longestHold: number;
}

const CONFIG = `
log: { kind: sqlite, folder: ./unused }
tenants: [{ id: bench, partitions: 1, analytics: [{ use: global-statistics }, { use: alarm-window }] }]
`;

/** A partition that takes a line for each of many keys, and is owned anew. */
export class KeyedPartition {
  readonly #spec: PartitionSpec;
  readonly #store: BenchStore;
  #held: Held | undefined;
  #pauses: number[] = [];
  #last: LogRecord | undefined;
  #changed = 0;

  private constructor(spec: PartitionSpec, store: BenchStore) {
    this.#spec = spec;
    this.#store = store;
  }

  static async own(store: BenchStore): Promise<KeyedPartition> {
    const partition = new KeyedPartition(specOf(), store);
    partition.#held = await partition.#takeOver();
    return partition;
  }

  /** Takes a line of each of the first so many keys. Results are dropped: they are not what is measured. */
  async take(keys: number, lines: number): Promise<void> {
    const { partition, input } = this.#owned;
    const stations = Math.ceil(keys / KEYS_PER_STATION);
    const generator = new AlarmGenerator({ order: 'sweep', keys, stations, rate: 1_000_000 });
    for (let taken = 0; taken < lines; taken += limits.appendRecords) {
      const records = Array.from({ length: Math.min(limits.appendRecords, lines - taken) }, () => ({
        kind: 'event',
        payload: Buffer.from(generator.next()),
      }));
      await input.append(records);
      for (const record of await input.read(partition.sequence + 1, records.length)) {
        partition.take(record);
        this.#last = record;
      }
      partition.clearOutbox();
    }
    this.#changed = lines;
  }

  /** Takes a checkpoint as a running partition does: a step at a time, with turns of the thread between. */
  async checkpoint(): Promise<CheckpointFigures> {
    const { coordinator, partition, publisher } = this.#owned;
    this.#pauses = [];
    const before = coordinator.newest?.segments.length ?? 0;
    const began = performance.now();
    coordinator.begin(this.#last, publisher.last);
    while (coordinator.step() === undefined) await (coordinator.isEncoding ? turn() : coordinator.moved());
    await coordinator.finish();
    const seconds = (performance.now() - began) / 1000;
    const newest = coordinator.newest;
    const isFull = newest?.sinceFull === 0;
    const segments = newest?.segments.slice(isFull ? 0 : before) ?? [];
    return {
      written: isFull ? partition.actors : this.#changed,
      bytes: segments.reduce((sum, { length }) => sum + length, 0),
      seconds,
      longestPause: Math.max(...this.#pauses),
      pauses: this.#pauses.reduce((sum, pause) => sum + pause, 0),
    };
  }

  /** A new owner takes it over. */
  async restore(): Promise<RestoreFigures> {
    this.#held = undefined;
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const began = performance.now();
    const held = await this.#takeOver();
    const seconds = (performance.now() - began) / 1000;
    delay.disable();
    const bytes = held.coordinator.newest?.segments.reduce((sum, { length }) => sum + length, 0) ?? 0;
    return { actors: held.partition.actors, bytes, seconds, longestHold: delay.max / 1e6 };
  }

  get #owned(): Held {
    if (this.#held === undefined) throw new Error('it is not owned');
    return this.#held;
  }

  async #takeOver(): Promise<Held> {
    const nobody = (): void => undefined;
    return await takeOver(this.#spec, this.#store.connectors, systemClock, {
      warn: (message) => process.stderr.write(`${message}\n`),
      published: nobody,
      paused: (milliseconds) => this.#pauses.push(milliseconds),
      late: nobody,
      restored: nobody,
      turn: unmarked,
      stop: new AbortController().signal,
    });
  }
}

function specOf(): PartitionSpec {
  const config = parseConfig(CONFIG, 'bench.yaml');
  const tenant = config.tenants[0] as TenantConfig;
  return {
    tenant: tenant.id,
    index: 0,
    count: 1,
    settings: settingsOf(tenant),
    folder: '.',
    delivery: tenant.delivery,
    log: { kind: 'memory' },
    store: { kind: 'memory' },
    retention: { bytes: Number.MAX_SAFE_INTEGER, age: Number.MAX_SAFE_INTEGER },
    checkpoint: config.checkpoint,
    acceptCodeChange: false,
    lease: config.ownership.lease,
    owner: 'bench',
  };
}
