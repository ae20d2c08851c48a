import { expect } from 'vitest';
import { loadConfig } from '../../../config/load.ts';
import { settingsOf } from '../../../config/settings.ts';
import type { LoadedConfig, TenantConfig } from '../../../config/types.ts';
import { INGEST, type LogRecord, MERGE, type PartitionIndex } from '../../../connectors/log.ts';
import { needsIngest, needsMerge } from '../../../runtime/ingest/stages.ts';
import { referenceIngest } from '../reference/ingest.ts';
import { referenceMerge } from '../reference/merge.ts';
import { type RefResult, referenceResults } from '../reference/reference.ts';
import { type RunResult, spelled } from '../reference/run.ts';
import type { SourcedCopy } from './sourced-copies.ts';

/** Where a tenant's logs are read. */
export interface StoredLogs {
  /** The configuration's file. */
  readonly config: string;
  records(tenant: string, partition: PartitionIndex, direction: 'input' | 'output'): Promise<readonly LogRecord[]>;
  /** What its input has from its ingest stage, where it may have one. */
  copies?(tenant: string): Promise<readonly SourcedCopy[]>;
}

/** What owners write into an output log for each other. */
const NO_RESULTS = new Set(['fence', 'gap', 'progress']);

/**
 * Compares every result in a tenant's output logs with a separate computation from its input logs: none missing, none
 * doubled, none different, all in order. The same for what an ingest stage sends on and its partitions take, and for what a
 * merge stage takes of them. Returns how many
 * results there are.
 *
 * @param first the configuration of the first start; changes since then are in the log.
 */
export async function expectExactlyOnce(
  logs: StoredLogs,
  tenant: string,
  first: string = logs.config,
): Promise<number> {
  const config = loadConfig(first);
  const found = config.tenants.find(({ id }) => id === tenant);
  if (found === undefined) throw new Error(`no tenant ${tenant}`);
  let results = 0;
  for (let index = 0; index < found.partitions; index++) {
    const records = await logs.records(tenant, index, 'input');
    const place = { index, count: found.partitions };
    const expected = referenceResults({ records, settings: settingsOf(found), place });
    const sent = await resultsIn(logs, tenant, index);
    expectSame(sent, expected);
    results += sent.length;
  }
  return results + (await expectIngested(logs, config, found)) + (await expectMerged(logs, found));
}

/** Resolves with the wrong lines that an ingest stage has answered. */
async function expectIngested(logs: StoredLogs, { log }: LoadedConfig, tenant: TenantConfig): Promise<number> {
  const { id, partitions } = tenant;
  if (!needsIngest(log.kind, partitions)) return 0;
  const records = await logs.records(id, INGEST, 'input');
  const expected = referenceIngest(records, settingsOf(tenant), partitions);
  const sent = await resultsIn(logs, id, INGEST);
  const textOf = (payload: object | string): string =>
    typeof payload === 'string' ? Buffer.from(payload, 'hex').toString() : JSON.stringify(payload);
  expectSame(
    sent,
    expected.map(({ payload, ...rest }) => ({ ...rest, json: textOf(payload) })),
  );
  const copies = await logs.copies?.(id);
  const taken = copies?.map(({ identity, partition, text }) => `${identity} ${partition} ${text}`) ?? [];
  const passed = expected.filter(({ output }) => output === 'mid');
  const due = passed.map(({ input, index, target, payload }) => `${input}.${index} ${target} ${textOf(payload)}`);
  expect(taken.sort()).toEqual(due.sort());
  return sent.filter(({ output }) => output === 'error').length;
}

/** Resolves with the results of a merge stage. */
async function expectMerged(logs: StoredLogs, tenant: TenantConfig): Promise<number> {
  if (!needsMerge(tenant)) return 0;
  const { id, partitions } = tenant;
  const records = await logs.records(id, MERGE, 'input');
  const copies = records.filter(({ kind }) => kind === 'window' || kind === 'partial');
  const textOf = ({ identity, kind, payload }: LogRecord): string =>
    `${identity?.input}.${identity?.index} ${kind} ${Buffer.from(payload)}`;
  let copied = 0;
  for (let index = 0; index < partitions; index++) {
    const output = (await logs.records(id, index, 'output')).filter(
      ({ kind, identity }) => identity !== undefined && (kind === 'window' || kind === 'partial'),
    );
    const own = output.map(textOf);
    const found = copies.map(textOf).filter((text) => own.includes(text));
    expect(found).toEqual(own.slice(0, found.length));
    // What ticks gave while the runtime drained may be copied at the next start only.
    const input = new Map((await logs.records(id, index, 'input')).map(({ sequence, kind }) => [sequence, kind]));
    const left = output.slice(found.length).map(({ identity }) => input.get(identity?.input ?? 0));
    expect(left.filter((kind) => kind !== 'tick')).toEqual([]);
    copied += found.length;
  }
  expect(copies).toHaveLength(copied);
  const sent = await resultsIn(logs, id, MERGE);
  expectSame(sent, referenceMerge(records, settingsOf(tenant)));
  return sent.length;
}

/** The results of a partition as they are stored. */
export async function resultsIn(logs: StoredLogs, tenant: string, partition: PartitionIndex): Promise<RunResult[]> {
  const records = await logs.records(tenant, partition, 'output');
  return records
    .filter(({ kind }) => !NO_RESULTS.has(kind))
    .map(({ identity, kind, payload }) => ({
      input: identity?.input ?? Number.NaN,
      index: identity?.index ?? Number.NaN,
      output: kind,
      json: Buffer.from(payload).toString('utf8'),
    }));
}

function expectSame(sent: readonly RunResult[], expected: readonly (RunResult | RefResult)[]): void {
  expect(spelled(sent)).toEqual(spelled(expected));
}
