import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openConsumer, openProducer, type Result } from '../../runtime/index.ts';
import { root } from '../house/imports.ts';
import { untilTaken } from '../support/process/rows.ts';
import { RuntimeProcess } from '../support/process/runtime-process.ts';
import { Workplace } from '../support/process/workplace.ts';
import { linesOf } from './channel/support.ts';

const TENANT =
  '  - { id: c1, partitions: 3, analytics: [{ use: global-statistics }, { use: alarm-window, threshold: 1 }] }';

function texts(count: number): string[] {
  return linesOf(count, { bursts: 0.5, rate: 20 }).map((line) => Buffer.from(line).toString());
}

async function stored(workplace: Workplace): Promise<string[]> {
  const records = await Promise.all(
    [0, 1, 2].map((partition) => workplace.records('c1', partition, 'input').catch(() => [])),
  );
  return records.flat().map(({ payload }) => Buffer.from(payload).toString());
}

describe('a producer', () => {
  test('stores text and bytes, with ids once, whoever sends them again', async () => {
    using workplace = new Workplace(TENANT);
    const lines = texts(2500);
    const named = lines.map((line, i) => ({ id: `alarms.${i}`, line }));
    await using producer = await openProducer(workplace.config, 'c1');
    await producer.send(named.slice(0, 1700));
    await using restarted = await openProducer(workplace.config, 'c1');
    await restarted.send(named);
    expect((await stored(workplace)).toSorted()).toEqual(lines.toSorted());
    await restarted.send(['one', Buffer.from('two'), { id: 'x', line: Buffer.from('three') }, 'one']);
    expect(
      (await stored(workplace))
        .slice(0)
        .filter((line) => line.length < 6)
        .toSorted(),
    ).toEqual(['one', 'one', 'three', 'two']);
  });

  test.each(['', 'a b', 'a\r\nNats-Rollup: all', 'ü', 'x'.repeat(256)])('refuses the id %j', async (id) => {
    using workplace = new Workplace(TENANT);
    await using producer = await openProducer(workplace.config, 'c1');
    const sending = producer.send([
      { id: 'good', line: 'one' },
      { id, line: 'two' },
    ]);
    await expect(sending).rejects.toMatchObject({ code: 'id-invalid' });
    await producer.send(['one']);
    expect(await stored(workplace)).toEqual(['one']);
  });

  test('says what is wrong with a code', async () => {
    using workplace = new Workplace(TENANT);
    await expect(openProducer(workplace.config, 'c2')).rejects.toMatchObject({ code: 'tenant-unknown' });
    await expect(openConsumer('/nowhere.yaml', 'c1')).rejects.toMatchObject({ code: 'config-not-found' });
    const producer = await openProducer(workplace.config, 'c1');
    await producer.close();
    await producer.close();
  });
});

test('a consumer begins where another has ended, and takes the outputs asked for', async () => {
  using workplace = new Workplace(TENANT);
  using runtime = new RuntimeProcess(workplace.config, workplace.data);
  await runtime.ready();
  const lines = texts(1000);
  await using producer = await openProducer(workplace.config, 'c1');
  await producer.send(lines);
  await untilTaken(runtime, 1000);
  const first = await take(workplace, 100);
  const after: Record<number, number> = {};
  for (const { partition, sequence } of first) after[Number(partition)] = sequence;
  const before = first.filter(({ output }) => output === 'statistics');
  expect(before.length).toBeLessThan(1000);
  const rest = await take(workplace, 1000 - before.length, { outputs: ['statistics'], after });
  const all = [...before, ...rest];
  const places = new Set(all.map(({ partition, sequence }) => `${partition}/${sequence}`));
  expect([places.size, all.length]).toEqual([1000, 1000]);
  expect(rest.every(({ output }) => output === 'statistics')).toBe(true);
});

/** At least so many results, and nothing after. */
async function take(workplace: Workplace, count: number, options = {}): Promise<Result[]> {
  await using consumer = await openConsumer(workplace.config, 'c1', options);
  const taken: Result[] = [];
  const stop = new AbortController();
  for await (const results of consumer.follow(stop.signal)) {
    taken.push(...results);
    if (taken.length >= count) stop.abort();
  }
  return taken;
}

test('the examples: a file sent twice is taken once, and the alerts are printed', { timeout: 90_000 }, async () => {
  using workplace = new Workplace(TENANT);
  using runtime = new RuntimeProcess(workplace.config, workplace.data);
  await runtime.ready();
  const lines = texts(2300);
  const file = join(workplace.folder, 'alarms.csv');
  writeFileSync(file, `${lines.join('\n')}\n`);
  const script = (name: string): string => join(root, 'config/examples/own-client', name);
  for (let i = 0; i < 2; i++) {
    const child = spawn(process.execPath, [script('send.ts'), workplace.config, 'c1', file], { stdio: 'inherit' });
    await once(child, 'exit');
    expect(child.exitCode).toBe(0);
  }
  expect((await stored(workplace)).toSorted()).toEqual(lines.toSorted());
  const reader = spawn(process.execPath, [script('results.ts'), workplace.config, 'c1']);
  const closed = once(reader, 'close');
  reader.stdout.setEncoding('utf8');
  let printed = '';
  for await (const text of reader.stdout) {
    printed += text as string;
    if (!reader.killed && printed.includes('\n')) reader.kill('SIGINT');
  }
  await closed;
  expect(reader.exitCode).toBe(0);
  expect(printed).toMatch(/^\d \d+ \{"Message Type":"Window Streaming Analytics"/);
});
