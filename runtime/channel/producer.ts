import { setImmediate } from 'node:timers/promises';
import { makeFormat } from '../../actors/catalog.ts';
import type { Format } from '../../actors/formats/format.ts';
import { INGEST, type Log, type LogOpener, type NewRecord, type PartitionIndex } from '../../connectors/log.ts';
import { openLogs, openTenantRegister } from '../../connectors/registry.ts';
import { type Clock, systemClock } from '../base/clock.ts';
import { limits } from '../base/limits.ts';
import { inletsOf, needsIngest } from '../ingest/stages.ts';
import { loadModules } from '../modules/load-modules.ts';
import type { Channel } from './channel.ts';
import type { Sent, TenantProducer } from './ends.ts';
import { type Line, type LineWithId, recordOf } from './line.ts';
import { SendFailure } from './send-failure.ts';

/** What a producer has to know of its channel. */
type SentChannel = Pick<Channel, 'tenant' | 'partitions' | 'settings' | 'log'>;

/** Lines for one partition, and their positions among all that were given. */
interface Batch {
  readonly partition: PartitionIndex;
  readonly records: NewRecord[];
  readonly positions: number[];
}

/**
 * A tenant's sending end: puts each line into the input log of its key's partition, in short transactions, whether a runtime
 * runs or not. Lines of a key stay in order. It holds no line back: what was given is stored when `send` resolves.
 */
export class Producer implements TenantProducer {
  readonly #channel: SentChannel;
  readonly #format: Format;
  readonly #logs: LogOpener;
  readonly #open = new Map<PartitionIndex, Log>();

  /** The logs are closed with it. */
  constructor(channel: SentChannel, format: Format, logs: LogOpener) {
    this.#channel = channel;
    this.#format = format;
    this.#logs = logs;
  }

  /**
   * Opens a channel to send; creates the tenant if need be.
   *
   * @throws partitions-changed, register-unusable, folder-unusable, file-busy, module-not-loaded, format-invalid.
   */
  static async open(channel: Channel, clock: Clock = systemClock): Promise<Producer> {
    const { tenant, partitions, settings, folder, log } = channel;
    const register = await openTenantRegister(log);
    try {
      await register.enter(tenant, partitions);
    } finally {
      await register.close();
    }
    // Whoever sends needs the format; what is wrong with an analytic is nothing to it.
    const modules = await loadModules({ ...settings, analytics: [] }, folder);
    return new Producer(channel, makeFormat(settings.input, modules), openLogs(log, clock));
  }

  /** Where a line is sent: to its key's partition, a wrong line always to the same one; or to the stage that sends lines on. */
  partitionOf(line: Uint8Array): PartitionIndex {
    const { partitions, settings, log } = this.#channel;
    if (needsIngest(log.kind, partitions)) return INGEST;
    // What is longer is a wrong line, whatever follows.
    return this.#format.route(line, 0, Math.min(line.length, settings.input.maxRecordBytes)) % partitions;
  }

  /** Whether nothing was ever sent. @throws what the logs throw. */
  async isNew(): Promise<boolean> {
    const { log, partitions } = this.#channel;
    for (const partition of inletsOf(log.kind, partitions)) {
      const { last } = await (await this.#log(partition)).bounds();
      if (last > 0) return false;
    }
    return true;
  }

  /** Stores lines, a record each. @throws SendFailure, which says what became of which line; id-invalid. */
  async send(lines: readonly (Line | LineWithId)[]): Promise<Sent> {
    let known = 0;
    const batches = this.#batchesOf(lines);
    for (const [index, batch] of batches.entries()) {
      try {
        const log = await this.#log(batch.partition);
        await log.append(batch.records, {
          known: (records) => {
            known += records;
          },
        });
      } catch (thrown) {
        throw this.#failure(batches, index, thrown);
      }
      // Others on the thread get their turn: an append to an embedded log holds it.
      await setImmediate();
    }
    return { known };
  }

  async close(): Promise<void> {
    this.#open.clear();
    await this.#logs.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #batchesOf(lines: readonly (Line | LineWithId)[]): Batch[] {
    const batches: Batch[] = [];
    const filling = new Map<PartitionIndex, Batch>();
    for (const [position, line] of lines.entries()) {
      const record = recordOf(line);
      const partition = this.partitionOf(record.payload);
      let batch = filling.get(partition);
      if (batch === undefined || batch.records.length === limits.appendRecords) {
        batch = { partition, records: [], positions: [] };
        filling.set(partition, batch);
        batches.push(batch);
      }
      batch.records.push(record);
      batch.positions.push(position);
    }
    return batches;
  }

  #failure(batches: readonly Batch[], failed: number, thrown: unknown): SendFailure {
    const { partition, positions: doubtful } = batches[failed] as Batch;
    const stored = batches.slice(0, failed).reduce((sum, { positions }) => sum + positions.length, 0);
    const unsent = batches.slice(failed + 1).flatMap(({ positions }) => positions);
    const outcome = { stored, doubtful, unsent: unsent.sort((a, b) => a - b) };
    const hasIds = batches.every(({ records }) => records.every(({ id }) => id !== undefined));
    return new SendFailure(outcome, hasIds, `partition ${this.#channel.tenant}/${partition}`, thrown);
  }

  async #log(partition: PartitionIndex): Promise<Log> {
    const open = this.#open.get(partition);
    if (open !== undefined) return open;
    const { tenant, partitions: count } = this.#channel;
    const log = await this.#logs.open({ tenant, partition, count, direction: 'input' });
    this.#open.set(partition, log);
    return log;
  }
}
