import { type Modules, noModules } from '../../../actors/catalog.ts';
import type { TenantSettings } from '../../../actors/settings.ts';
import type { LogRecord } from '../../../connectors/log.ts';
import { Partition } from '../../../runtime/partition/partition.ts';
import type { Stage } from '../../../runtime/partition/stage.ts';
import type { RefRecord, RefResult } from './reference.ts';

/** A result of a partition, its payload as text. */
export interface RunResult {
  readonly input: number;
  readonly index: number;
  readonly output: string;
  readonly json: string;
}

/** What a partition needs to know to run. */
export interface RunOptions {
  readonly settings: TenantSettings;
  readonly place?: { readonly index: number; readonly count: number };
  readonly modules?: Modules;
  readonly bounded?: boolean;
}

export function partitionOf({ settings, place, modules, bounded }: RunOptions): Partition {
  return new Partition({
    settings,
    place: place ?? { index: 0, count: 1 },
    modules: modules ?? noModules,
    bounded: bounded ?? false,
  });
}

export function logRecord({ sequence, arrival, kind, payload, key = '' }: RefRecord): LogRecord {
  return { sequence, arrival, kind, payload, key };
}

/** Takes the results out of a stage's outbox. */
export function drain(stage: Stage): RunResult[] {
  const results = [...stage.outbox.results()].map(({ input, index, output, payload }) => {
    return { input, index, output, json: Buffer.from(payload).toString('utf8') };
  });
  stage.clearOutbox();
  return results;
}

/** Takes all records, and ends the input where it is bounded. */
export function run(options: RunOptions, records: readonly RefRecord[]): RunResult[] {
  const partition = partitionOf(options);
  for (const record of records) {
    if (options.bounded) partition.takeLine(record.sequence, record.payload, 0, record.payload.length);
    else partition.take(logRecord(record));
  }
  if (options.bounded) partition.end();
  return drain(partition);
}

/**
 * Results of both kinds as lines, so that a difference reads well: byte for byte, but for what only people read and the
 * reference leaves out (why a line is wrong).
 */
export function spelled(results: readonly (RunResult | RefResult)[]): string[] {
  return results.map((result) => {
    const json = 'json' in result ? result.json : JSON.stringify(result.result);
    return `${result.input}.${result.index} ${result.output} ${result.output === 'error' ? withoutReason(json) : json}`;
  });
}

function withoutReason(json: string): string {
  const error = JSON.parse(json);
  delete error.Content.Reason;
  return JSON.stringify(error);
}
