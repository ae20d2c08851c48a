import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import type { LogName, LogOpener, NewRecord } from '../../../connectors/log.ts';
import { MemoryLogStore } from '../../../connectors/memory/log-store.ts';
import { ManualClock } from '../../../runtime/base/clock.ts';
import { MillraceError } from '../../../runtime/base/errors.ts';
import { limits } from '../../../runtime/base/limits.ts';
import { Consumer } from '../../../runtime/channel/consumer.ts';
import type { Result } from '../../../runtime/channel/result.ts';
import { CHANNEL } from './support.ts';

const T0 = 1_000_000;

/** Output logs that are filled by hand. */
class Outputs {
  readonly clock = new ManualClock(T0);
  readonly logs = new MemoryLogStore(this.clock);
  #inputs = 0;

  /** Appends results at a time of the clock, as `<output>:<text>`. */
  async add(partition: number, at: number, ...results: readonly string[]): Promise<void> {
    const log = await this.logs.open(outputLog(partition));
    this.clock.advance(T0 + at - this.clock.now());
    const records = results.map((result): NewRecord => {
      const [kind = '', payload = ''] = result.split(':');
      const identity = kind === 'fence' ? {} : { identity: { input: ++this.#inputs, index: 0 } };
      return { kind, payload: Buffer.from(payload), ...identity };
    });
    await log.append(records);
  }
}

function outputLog(partition: number): LogName {
  return { tenant: CHANNEL.tenant, partition, count: 4, direction: 'output' };
}

function texts(results: readonly Result[]): string[] {
  return results.map(({ payload }) => Buffer.from(payload).toString());
}

async function stored(consumer: Consumer): Promise<string[]> {
  const found: string[] = [];
  for await (const results of consumer.stored()) found.push(...texts(results));
  return found;
}

/** The next results, until there are so many. */
async function following(consumer: Consumer, count: number): Promise<string[]> {
  const stop = new AbortController();
  const found: string[] = [];
  for await (const results of consumer.follow(stop.signal)) {
    found.push(...texts(results));
    if (found.length >= count) break;
  }
  return found;
}

describe('what is stored', () => {
  test('comes by arrival over all partitions, without what is no result', async () => {
    const outputs = new Outputs();
    await outputs.add(0, 10, 'fence:', 'late:a', 'window:b');
    await outputs.add(2, 15, 'fence:', 'late:c');
    await outputs.add(0, 20, 'late:d');
    await outputs.add(2, 20, 'late:e');
    await outputs.add(0, 25, 'fence:', 'late:f');
    expect(await stored(new Consumer(CHANNEL, outputs.logs))).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  test('is merged right over many reads', async () => {
    const outputs = new Outputs();
    const expected: string[] = [];
    for (let at = 0; at < 900; at++) {
      const partition = at < 450 ? at % 2 : 2;
      expected.push(`${at}a`, `${at}b`);
      await outputs.add(partition, at, `late:${at}a`, `late:${at}b`);
    }
    expect(900).toBeGreaterThan(4 * limits.consumeRecords);
    expect(await stored(new Consumer(CHANNEL, outputs.logs))).toEqual(expected);
  });

  test('is told with where it stands', async () => {
    const outputs = new Outputs();
    await outputs.add(1, 10, 'fence:', 'late:a');
    const [result] = await new Consumer(CHANNEL, outputs.logs).newest(1);
    const place = { partition: 1, sequence: 2, arrival: T0 + 10, identity: { input: 1, index: 0 } };
    expect(result).toMatchObject({ ...place, output: 'late', key: '' });
  });
});

describe('the newest', () => {
  test('are the last of all partitions, of the outputs that are wanted', async () => {
    const outputs = new Outputs();
    await outputs.add(0, 10, 'late:a', 'error:b', 'late:c');
    await outputs.add(1, 20, 'late:d', 'error:e', 'fence:');
    const all = new Consumer(CHANNEL, outputs.logs);
    expect(texts(await all.newest(3))).toEqual(['c', 'd', 'e']);
    expect(texts(await all.newest(100))).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(await all.newest(0)).toEqual([]);
    const errors = new Consumer(CHANNEL, outputs.logs, ({ output }) => output === 'error');
    expect(texts(await errors.newest(100))).toEqual(['b', 'e']);
  });

  test('are found far back', async () => {
    const outputs = new Outputs();
    await outputs.add(
      0,
      10,
      'error:a',
      'error:b',
      ...Array.from({ length: 3 * limits.consumeRecords }, () => 'late:x'),
    );
    const consumer = new Consumer(CHANNEL, outputs.logs, ({ output }) => output === 'error');
    expect(texts(await consumer.newest(1))).toEqual(['b']);
    expect(texts(await consumer.newest(2))).toEqual(['a', 'b']);
  });

  test('are those that retention has left', async () => {
    const outputs = new Outputs();
    await outputs.add(0, 10, ...Array.from({ length: 500 }, (_, i) => `late:${i}`));
    await (await outputs.logs.open(outputLog(0))).trim({ bytes: 0, age: 0 }, 497);
    expect(texts(await new Consumer(CHANNEL, outputs.logs).newest(10))).toEqual(['497', '498', '499']);
    expect(await stored(new Consumer(CHANNEL, outputs.logs))).toEqual(['497', '498', '499']);
  });
});

describe('following', () => {
  test('goes on behind what was read, nothing missing and nothing twice', async () => {
    const outputs = new Outputs();
    await outputs.add(0, 10, 'late:a', 'late:b');
    const [newest, all] = [new Consumer(CHANNEL, outputs.logs), new Consumer(CHANNEL, outputs.logs)];
    expect(texts(await newest.newest(1))).toEqual(['b']);
    expect(await stored(all)).toEqual(['a', 'b']);
    await outputs.add(0, 20, 'late:c');
    await outputs.add(1, 30, 'fence:', 'late:d');
    expect(await following(newest, 2)).toEqual(['c', 'd']);
    expect(await following(all, 2)).toEqual(['c', 'd']);
  });

  test('wakes by whichever partition has something', async () => {
    const outputs = new Outputs();
    const consumer = new Consumer(CHANNEL, outputs.logs);
    for (const partition of [2, 0, 1]) {
      const next = following(consumer, 1);
      await outputs.add(partition, 10, `late:from ${partition}`);
      expect(await next).toEqual([`from ${partition}`]);
    }
  });

  test('ends when it is told to, and when it was before', async () => {
    const consumer = new Consumer(CHANNEL, silent(new Outputs().logs));
    const stop = new AbortController();
    const next = consumer.follow(stop.signal).next();
    stop.abort();
    expect((await next).done).toBe(true);
    expect((await consumer.follow(stop.signal).next()).done).toBe(true);
  });

  test('waits for logs that are not there yet', async () => {
    const outputs = new Outputs();
    const consumer = new Consumer(
      CHANNEL,
      hiding(outputs.logs, () => !created),
    );
    let created = false;
    expect(await consumer.newest(10)).toEqual([]);
    expect(await stored(consumer)).toEqual([]);
    const next = following(consumer, 1);
    await outputs.add(1, 10, 'late:a');
    created = true;
    expect(await next).toEqual(['a']);
  });
});

/** Logs whose waits only end by their signals. */
function silent(logs: LogOpener): LogOpener {
  return {
    close: () => logs.close(),
    open: async (name) => {
      const log = await logs.open(name);
      log.wait = async (_after, _timeout, signal) => {
        if (!signal.aborted) await once(signal, 'abort');
      };
      return log;
    },
  };
}

/** Logs of which none is there for as long as they are hidden. */
function hiding(logs: LogOpener, isHidden: () => boolean): LogOpener {
  return {
    close: () => logs.close(),
    open: async (name) => {
      if (!isHidden()) return await logs.open(name);
      throw new MillraceError('log-not-found', { what: 'there is no such log yet', where: 'here', fix: 'wait' });
    },
  };
}
