import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openProducer } from '../../../runtime/index.ts';
import { root } from '../../house/imports.ts';
import { linesOf } from '../../runtime/channel/support.ts';
import { binary, millrace } from '../../support/process/millrace.ts';
import { until } from '../../support/process/until.ts';
import { testNats } from '../../support/servers/nats.ts';
import { removeStreams } from './harness.ts';

// A tenant of four partitions: its lines are sent without a key, to a stream that has sources. Cassandra is not needed to send.
const CONFIG = join(root, 'config/examples/jetstream.yaml');
let folder: string;
beforeEach(async () => {
  process.env.MILLRACE_NATS = await testNats();
  await removeStreams(process.env.MILLRACE_NATS);
  folder = mkdtempSync(join(tmpdir(), 'millrace-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

interface StoredLine {
  readonly text: string;
  /** Milliseconds since 1970-01-01Z. */
  readonly arrival: number;
}

/** What is stored of customer1's input, in its order; undefined before there is a stream. */
async function stored(): Promise<StoredLine[] | undefined> {
  const connection = await connect({ servers: process.env.MILLRACE_NATS ?? '' });
  try {
    const jsm = await jetstreamManager(connection);
    const info = await jsm.streams.info('IN_customer1').catch(() => undefined);
    if (info === undefined) return undefined;
    const lines: StoredLine[] = [];
    const consumer = await jsm.jetstream().consumers.get('IN_customer1');
    if (info.state.messages > 0) {
      for await (const message of await consumer.consume()) {
        lines.push({ text: message.string(), arrival: message.time.getTime() });
        if (message.info.pending === 0) break;
      }
    }
    return lines;
  } finally {
    await connection.close();
  }
}

async function texts(): Promise<string[]> {
  return ((await stored()) ?? []).map(({ text }) => text);
}

describe('with ids', () => {
  test('a file that was sent in part, by a process that was killed, is stored once and in order', async () => {
    const lines = linesOf(20_000).map((line) => Buffer.from(line).toString());
    const file = join(folder, 'alarms.csv');
    writeFileSync(file, `${lines.join('\n')}\n`);
    const args = ['send', 'customer1', file, '--id', 'alarms', '--config', CONFIG];
    const killed = spawn(process.execPath, [binary, ...args], { stdio: 'ignore' });
    const ended = once(killed, 'exit');
    await until('some lines are stored', async () => ((await stored()) ?? []).length > 0);
    killed.kill('SIGKILL');
    await ended;
    for (let i = 0; i < 2; i++) expect((await millrace(args)).stdout).toBe('sent 20000 lines\n');
    expect(await texts()).toEqual(lines);
  });

  test('lines that were sent in other pieces, and some of them alone, are stored once', async () => {
    const lines = linesOf(3000).map((line, i) => ({ id: `a.${i}`, line: Buffer.from(line).toString() }));
    await using producer = await openProducer(CONFIG, 'customer1');
    await producer.send(lines.slice(0, 1400));
    await producer.send(lines.slice(1700, 1702));
    await using restarted = await openProducer(CONFIG, 'customer1');
    await restarted.send(lines.slice(0, 1));
    await restarted.send(lines.slice(500, 3000));
    const found = await texts();
    expect(found).toHaveLength(3000);
    expect(found.toSorted()).toEqual(lines.map(({ line }) => line).toSorted());
    expect(found.slice(1402)).toEqual([...lines.slice(1400, 1700), ...lines.slice(1702)].map(({ line }) => line));
  });
});

test('`simulate --to` sends at its rate', { timeout: 60_000 }, async () => {
  const args = ['simulate', '--to', 'customer1', '--rate', '400', '--events', '1200', '--config', CONFIG, '--json'];
  const start = Date.now();
  expect((await millrace(args)).stdout).toBe('{"tenant":"customer1","lines":1200}\n');
  const lines = (await stored()) ?? [];
  expect(lines).toHaveLength(1200);
  // No line comes before it is due, which on a busy machine may be long before it comes.
  expect(lines.filter(({ arrival }, i) => arrival < Math.floor(start + (i * 1000) / 400))).toEqual([]);
});
