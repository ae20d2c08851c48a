import fc from 'fast-check';
import { expect, test } from 'vitest';
import { noModules } from '../../../actors/catalog.ts';
import type { TenantSettings } from '../../../actors/settings.ts';
import type { Log, NewRecord } from '../../../connectors/log.ts';
import { MemoryLogStore } from '../../../connectors/memory/log-store.ts';
import { limits } from '../../../runtime/base/limits.ts';
import { Prng } from '../../../runtime/base/prng.ts';
import { Partition } from '../../../runtime/partition/partition.ts';
import { LineRouting } from '../../../runtime/redrive/line-routing.ts';
import { redrivePartition } from '../../../runtime/redrive/redrive-partition.ts';
import { type RedriveCounts, refusalsIn } from '../../../runtime/redrive/report.ts';
import type { Selection } from '../../../runtime/redrive/set-aside.ts';
import { numberOfRuns, timeoutOfRuns } from '../../support/reference/runs.ts';
import { settingsOf } from '../../support/reference/settings.ts';

// So few that what is redriven takes several appends, each of which may fail.
Object.assign(limits, { appendRecords: 2 });

const COUNT = 3;
const ALL: Selection = { kinds: new Set(['wrong', 'dead-letter']) };
const paths = {
  key: [['s'], ['d'], ['a']],
  time: ['t'],
  value: ['v'],
  threshold: undefined,
  isActive: ['on'],
} as const;
/** Under the first settings every line is wrong; under the others those are right that have a key of three. */
const fixed = withKey(paths.key);
const broken = withKey([['station'], ['d'], ['a']]);

function withKey(key: readonly (readonly string[])[]): TenantSettings {
  const json = { ...paths, key } as unknown as NonNullable<TenantSettings['input']['json']>;
  return settingsOf([{ id: 'all', use: 'global-statistics', emit: 'every-event' }], {
    input: { format: 'json', maxRecordBytes: 65_536, json },
  });
}

/** A tenant on logs in memory, some of whose appends fail, stored or not. */
class Tenant {
  readonly #sound: Log[] = [];
  readonly #shaky: Log[] = [];
  readonly #outputs: Log[] = [];
  readonly #partitions: Partition[] = [];
  readonly #routing = new LineRouting(
    { tenant: 't', partitions: COUNT, settings: fixed, folder: '', log: { kind: 'memory' } },
    noModules,
  );

  static async of(seed: number): Promise<Tenant> {
    const tenant = new Tenant();
    let now = 0;
    const clock = { now: () => ++now };
    const store = new MemoryLogStore(clock);
    for (let index = 0; index < COUNT; index++) {
      const name = { tenant: 't', partition: index, count: COUNT } as const;
      tenant.#sound.push(await store.open({ ...name, direction: 'input' }));
      tenant.#shaky.push(shaky(tenant.#sound[index] as Log, new Prng(seed + index)));
      tenant.#outputs.push(await store.open({ ...name, direction: 'output' }));
      tenant.#partitions.push(new Partition({ place: { index, count: COUNT }, settings: broken, modules: noModules }));
    }
    return tenant;
  }

  async append(partition: number, records: readonly NewRecord[]): Promise<void> {
    await (this.#sound[partition] as Log).append(records);
  }

  /** Every partition takes what is in its log, and its results are stored. Returns the keys that came to a result, per result. */
  async settle(): Promise<string[]> {
    const keys: string[] = [];
    for (const [index, partition] of this.#partitions.entries()) {
      const records = await (this.#sound[index] as Log).read(partition.sequence + 1, 10_000);
      for (const record of records) partition.take(record);
      const results = [...partition.outbox.results()].map(({ input, index: at, output, payload, slot }): NewRecord => {
        if (output === 'statistics') keys.push(partition.state.table.keyOf(slot));
        return { kind: output, payload: Buffer.from(payload), identity: { input, index: at } };
      });
      await (this.#outputs[index] as Log).append(results);
      partition.clearOutbox();
    }
    return keys;
  }

  partitionOf(line: string): number {
    return this.#routing.partitionOf(Buffer.from(line), 0) as number;
  }

  async redrive(partition: number, selection = ALL, isDry = false): Promise<RedriveCounts> {
    return await redrivePartition({
      partition,
      input: this.#sound[partition] as Log,
      output: this.#outputs[partition] as Log,
      selection,
      routing: this.#routing,
      analytics: new Set(['all']),
      open: isDry ? undefined : async (of) => this.#shaky[of as number] as Log,
    });
  }

  /** Drops all but the newest input. */
  async expire(partition: number): Promise<void> {
    const log = this.#sound[partition] as Log;
    await log.trim({ bytes: 0, age: 0 }, (await log.bounds()).last);
  }

  /** Stores a result as if an owner had. */
  async tell(partition: number, kind: string, result: object): Promise<void> {
    const record = { kind, payload: Buffer.from(JSON.stringify(result)), identity: { input: 1, index: 0 } };
    await (this.#outputs[partition] as Log).append([record]);
  }

  async records(partition: number): Promise<number> {
    return (await (this.#sound[partition] as Log).bounds()).last;
  }
}

/** The log, but that an append may fail, having stored its records or not. */
function shaky(log: Log, chance: Prng): Log {
  return new Proxy(log, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (name !== 'append') return typeof value === 'function' ? value.bind(target) : value;
      return async (records: readonly NewRecord[]) => {
        if (chance.chance(0.3)) throw new Error('killed before');
        const last = await target.append(records);
        if (chance.chance(0.3)) throw new Error('killed after');
        return last;
      };
    },
  });
}

function event(payload: string): NewRecord {
  return { kind: 'event', payload: Buffer.from(payload) };
}

function lineOf(key: number): string {
  return JSON.stringify({ s: key, d: 1, a: 2, t: 1000, v: 240, on: true });
}

/** Some lines each in messages of one or several, in any partition; and who redrives which partition, in what order. */
const scenario = fc.record({
  seed: fc.nat(),
  messages: fc.array(fc.record({ lines: fc.integer({ min: 1, max: 3 }), partition: fc.nat(COUNT - 1) }), {
    minLength: 1,
    maxLength: 12,
  }),
  runs: fc.array(fc.array(fc.nat(COUNT - 1), { minLength: 1, maxLength: 3 }), { maxLength: 8 }),
});

test('each wrong line comes back once, in the partition of its key, through failures and several at once', {
  timeout: timeoutOfRuns(),
}, async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async ({ seed, messages, runs }) => {
      const tenant = await Tenant.of(seed);
      let lines = 0;
      for (const { lines: count, partition } of messages) {
        const some = Array.from({ length: count }, () => lineOf(lines++));
        await tenant.append(partition, [event(some.join('\n'))]);
      }
      expect(await tenant.settle()).toEqual([]);
      const change = { kind: 'settings', payload: Buffer.from(JSON.stringify({ revision: 1, settings: fixed })) };
      for (let index = 0; index < COUNT; index++) await tenant.append(index, [change]);
      const keys = await tenant.settle();
      for (const partitions of runs) {
        await Promise.allSettled(partitions.map((partition) => tenant.redrive(partition)));
        keys.push(...(await tenant.settle()));
      }
      for (let index = 0; index < COUNT; index++) await untilDone(() => tenant.redrive(index));
      keys.push(...(await tenant.settle()));
      const due = Array.from({ length: lines }, (_, key) => `${key}-1-2`);
      expect(keys.sort()).toEqual(due.sort());
      for (let index = 0; index < COUNT; index++) expect(await tenant.redrive(index)).toMatchObject({ redriven: 0 });
      expect(await tenant.settle()).toEqual([]);
    }),
    { numRuns: numberOfRuns(150) },
  );
});

test('what is still wrong is set aside anew, and can be sent again', async () => {
  const tenant = await Tenant.of(1);
  await tenant.append(0, [event('no JSON'), event(lineOf(7))]);
  await tenant.settle();
  await untilDone(() => tenant.redrive(0));
  expect(await tenant.settle()).toEqual([]);
  await tenant.append(0, [
    { kind: 'settings', payload: Buffer.from(JSON.stringify({ revision: 1, settings: fixed })) },
  ]);
  for (let index = 1; index < COUNT; index++) {
    await tenant.append(index, [{ kind: 'settings', payload: Buffer.from(JSON.stringify({ settings: fixed })) }]);
  }
  await tenant.settle();
  const keys: string[] = [];
  for (let index = 0; index < COUNT; index++) {
    await untilDone(() => tenant.redrive(index));
    keys.push(...(await tenant.settle()));
  }
  expect(keys).toEqual(['7-1-2']);
});

test('what was over the quota of keys is an event for all analytics once there is room', async () => {
  const tenant = await Tenant.of(1);
  const under = (keyQuota: number): NewRecord => ({
    kind: 'settings',
    payload: Buffer.from(JSON.stringify({ revision: 1, settings: { ...fixed, keyQuota } })),
  });
  for (let index = 0; index < COUNT; index++) await tenant.append(index, [under(1)]);
  const routed = Array.from({ length: 30 }, (_, key) => lineOf(key));
  for (const line of routed) await tenant.append(tenant.partitionOf(line), [event(line)]);
  const taken = await tenant.settle();
  expect(taken).toHaveLength(COUNT);
  // Still over it.
  for (let index = 0; index < COUNT; index++) await untilDone(() => tenant.redrive(index));
  expect(await tenant.settle()).toEqual([]);
  for (let index = 0; index < COUNT; index++) await tenant.append(index, [under(1000)]);
  for (let index = 0; index < COUNT; index++) await untilDone(() => tenant.redrive(index));
  taken.push(...(await tenant.settle()));
  expect(taken.sort()).toEqual(routed.map((_, key) => `${key}-1-2`).sort());
  for (let index = 0; index < COUNT; index++) expect(await tenant.redrive(index)).toMatchObject({ redriven: 0 });
});

test('a dry run counts, from an input or a time on, and writes nothing', async () => {
  const tenant = await Tenant.of(1);
  await tenant.append(0, [event('1'), event('2\n3'), event('4')]);
  await tenant.settle();
  const before = await tenant.records(0);
  expect(await tenant.redrive(0, ALL, true)).toMatchObject({ redriven: 4, already: 0 });
  expect(await tenant.redrive(0, { ...ALL, from: { input: 2 } }, true)).toMatchObject({ redriven: 3 });
  expect(await tenant.redrive(0, { ...ALL, from: { time: 1_000_000 } }, true)).toMatchObject({ redriven: 0 });
  expect(await tenant.redrive(0, { kinds: new Set(['dead-letter']) }, true)).toMatchObject({ redriven: 0 });
  expect(await tenant.records(0)).toBe(before);
});

test('what cannot be sent is counted: its original is gone, its analytic is, or time has passed', async () => {
  const tenant = await Tenant.of(1);
  await tenant.append(0, [event('1'), event('2\n3'), event('4')]);
  await tenant.settle();
  await tenant.expire(0);
  const letter = { Analytic: 'other', Error: 'no', 'Error line': '1', 'Total number of dead letters': 1 };
  await tenant.tell(0, 'dead-letter', { 'Message Type': 'Dead Letter', Content: letter });
  const timer = { Analytic: 'all', Error: 'no', Timer: 't', 'Timer time': 5, 'Total number of dead letters': 2 };
  await tenant.tell(0, 'dead-letter', { 'Message Type': 'Dead Letter', Content: timer });
  const before = await tenant.records(0);
  const counts = await tenant.redrive(0, ALL, true);
  expect(counts).toEqual({ redriven: 1, already: 0, gone: 3, orphaned: 1, timers: 1 });
  expect(refusalsIn(counts).map(({ code, count }) => [code, count])).toEqual([
    ['original-gone', 3],
    ['actor-not-found', 1],
  ]);
  await untilDone(() => tenant.redrive(0));
  expect(await tenant.records(0)).toBe(before + 1);
  expect(await tenant.redrive(0)).toEqual({ redriven: 0, already: 1, gone: 3, orphaned: 1, timers: 1 });
});

async function untilDone(work: () => Promise<RedriveCounts>): Promise<void> {
  for (;;) {
    try {
      await work();
      return;
    } catch (thrown) {
      if (!(thrown instanceof Error && thrown.message.startsWith('killed'))) throw thrown;
    }
  }
}
