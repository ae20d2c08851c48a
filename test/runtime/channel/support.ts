import { Event } from '../../../actors/event.ts';
import { BtsCsv } from '../../../actors/formats/bts-csv.ts';
import type { LogName, LogRecord, LogStore } from '../../../connectors/log.ts';
import { LineSplitter } from '../../../runtime/channel/line-splitter.ts';
import { AlarmGenerator } from '../../../simulator/alarm-generator.ts';
import type { SimulatorOptions } from '../../../simulator/options.ts';

export const CHANNEL = {
  tenant: 'customer1',
  partitions: 3,
  log: { kind: 'memory' },
  settings: {
    input: { format: 'bts-csv', maxRecordBytes: 65_536 },
    outOfOrderness: 10_000,
    idleTimeout: 30_000,
    actorErrors: 'dead-letter',
    analytics: [],
    rollups: false,
  },
} as const;

/** That many simulated lines. */
export function linesOf(count: number, options: Partial<SimulatorOptions> = {}): Uint8Array[] {
  const bytes = new Uint8Array(count * 256 + 256);
  const end = new AlarmGenerator(options).fill(bytes, 0, count);
  return new LineSplitter().push(bytes.subarray(0, end));
}

export function inputLog(partition: number): LogName {
  return { tenant: CHANNEL.tenant, partition, count: 4, direction: 'input' };
}

/** All records of a log. */
export async function recordsOf(logs: LogStore, name: LogName): Promise<readonly LogRecord[]> {
  const log = await logs.open(name);
  return await log.read(1, 1_000_000);
}

/** The records of each partition's input log, as text. */
export async function inputOf(logs: LogStore): Promise<string[][]> {
  const partitions = Array.from({ length: CHANNEL.partitions }, (_, partition) => inputLog(partition));
  const records = await Promise.all(partitions.map((name) => recordsOf(logs, name)));
  return records.map((list) => list.map(({ payload }) => Buffer.from(payload).toString('latin1')));
}

/** What a valid line decodes to; undefined for a wrong one. */
export function decoded(line: string): Event | undefined {
  const event = new Event();
  const bytes = Buffer.from(line, 'latin1');
  return new BtsCsv().decode(bytes, 0, bytes.length, event) === '' ? event : undefined;
}
