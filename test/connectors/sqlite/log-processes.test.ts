import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LogRecord } from '../../../connectors/log.ts';
import { SqliteLogStore } from '../../../connectors/sqlite/log-store.ts';
import { Child, killChildren } from './children/child.ts';
import { INPUT, removeFolder, temporaryFolder } from './harness.ts';

function textOf(record: LogRecord): string {
  return Buffer.from(record.payload).toString();
}

/** Ten records that were appended as one stand together, in order and whole. */
function expectWholeUnits(records: readonly LogRecord[]): void {
  expect(records.length % 10).toBe(0);
  for (let i = 0; i < records.length; i += 10) {
    const unit = records.slice(i, i + 10).map(textOf);
    const name = unit[0]?.replace(/-0$/, '');
    expect(unit).toEqual(unit.map((_, j) => `${name}-${j}`));
  }
}

describe('a log and several processes', () => {
  let folder: string;
  let store: SqliteLogStore;

  beforeEach(() => {
    folder = temporaryFolder();
    store = new SqliteLogStore(folder);
  });
  afterEach(async () => {
    await killChildren();
    await store.close();
    removeFolder(folder);
  });

  it('takes appends of several processes, made at once, into one order', async () => {
    const writers = ['a', 'b', 'c'];
    const children = writers.map((writer) => new Child('appender.ts', folder, writer, '40'));
    await Promise.all(children.map((child) => child.ended()));
    const records = await (await store.open(INPUT)).read(1, 10_000);
    expect(records.map((record) => record.sequence)).toEqual(Array.from({ length: 1200 }, (_, i) => i + 1));
    expectWholeUnits(records);
    for (const writer of writers) {
      const own = records.map(textOf).filter((text) => text.startsWith(writer));
      expect(own).toEqual(Array.from({ length: 400 }, (_, i) => `${writer}-${Math.floor(i / 10)}-${i % 10}`));
    }
    const lasts = children.flatMap((child) => child.lines.map(Number)).toSorted((a, b) => a - b);
    expect(lasts).toEqual(Array.from({ length: 120 }, (_, i) => 10 * (i + 1)));
  });

  it('wakes a reader when another process appends', async () => {
    const log = await store.open(INPUT);
    const child = new Child('appender.ts', folder, 'a', '1');
    while ((await log.bounds()).last === 0) await log.wait(0, 20_000, new AbortController().signal);
    await child.ended();
    expect(await log.read(1, 100)).toHaveLength(10);
  });

  it('keeps what was acknowledged, and only whole appends, when a writer is killed', async () => {
    let acknowledged = 0;
    for (let round = 0; round < 3; round++) {
      const child = new Child('appender.ts', folder, `round${round}`);
      await child.printed(20 + 15 * round);
      await child.kill();
      acknowledged = Number(child.lines.at(-1));

      const log = await store.open(INPUT);
      const { last } = await log.bounds();
      expect(last - acknowledged === 0 || last - acknowledged === 10).toBe(true);
      const records = await log.read(1, 1_000_000);
      expect(records.map((record) => record.sequence)).toEqual(Array.from({ length: last }, (_, i) => i + 1));
      expectWholeUnits(records);
      expect(await log.tail()).toEqual(records.at(-1)?.identity);
      await log.close();
    }
  });

  it('can be read while another process writes, by a reader that creates nothing', async () => {
    const readers = new SqliteLogStore(folder, { readOnly: true });
    await expect(readers.open(INPUT)).rejects.toMatchObject({ code: 'log-not-found' });
    const child = new Child('appender.ts', folder, 'a');
    await child.printed(1);
    const log = await readers.open(INPUT);
    let seen = 0;
    while (seen < 500) {
      await log.wait(seen, 20_000, new AbortController().signal);
      const records = await log.read(seen + 1, 100);
      for (const record of records) expect(record.sequence).toBe(++seen);
    }
    await expect(log.append([{ kind: 'event', payload: Buffer.from('x') }])).rejects.toMatchObject({
      code: 'folder-unusable',
    });
    await child.kill();
    await readers.close();
    const again = await readers.open(INPUT);
    expect((await again.bounds()).last).toBeGreaterThanOrEqual(seen);
    await readers.close();
  });
});
