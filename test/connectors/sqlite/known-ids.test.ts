import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { NewRecord } from '../../../connectors/log.ts';
import { SqliteFile } from '../../../connectors/sqlite/file.ts';
import { KnownIds } from '../../../connectors/sqlite/known-ids.ts';
import { newLogFile } from '../../../connectors/sqlite/log-file.ts';
import { ManualClock } from '../../../runtime/base/clock.ts';

let folder: string;
let file: SqliteFile;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-'));
  file = SqliteFile.open(join(folder, '0.input.sqlite'), newLogFile(new ManualClock(0)), 'normal');
});
afterEach(() => {
  file.close();
  rmSync(folder, { recursive: true });
});

function admit(ids: KnownIds, now: number, ...names: readonly string[]): (string | undefined)[] {
  const records = names.map((id): NewRecord => ({ kind: 'event', payload: new Uint8Array(), id }));
  ids.prepareFor(records);
  return file.write(() => ids.admit(records, now)).map(({ id }) => id);
}

function known(): number {
  return file.read(() => (file.prepare('SELECT count(*) AS n FROM ids').get() as { n: number }).n);
}

test('the oldest are forgotten beyond the bound, whatever their age', () => {
  const ids = new KnownIds(file, 1000, 3);
  expect(admit(ids, 0, 'a', 'b', 'c', 'd', 'e')).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(admit(ids, 0, 'c', 'd', 'e', 'f')).toEqual(['f']);
  expect(admit(ids, 0, 'a', 'b')).toEqual(['a', 'b']);
  expect(known()).toBeLessThanOrEqual(5);
});

test('what is forgotten is gone from the file, without end', () => {
  const ids = new KnownIds(file, 10);
  const names = Array.from({ length: 1000 }, (_, i) => `${i}`);
  for (let now = 0; now < 200; now += 20) {
    expect(admit(ids, now, ...names)).toHaveLength(1000);
    expect(known()).toBe(1000);
  }
});

test('an append that is undone knows nothing of its ids', () => {
  const ids = new KnownIds(file, 1000);
  const record: NewRecord = { kind: 'event', payload: new Uint8Array(), id: 'a' };
  ids.prepareFor([record]);
  expect(() =>
    file.write(() => {
      ids.admit([record], 0);
      throw new Error('undo');
    }),
  ).toThrow('undo');
  expect(admit(ids, 0, 'a')).toEqual(['a']);
});

test('a log whose records have no ids has no table of them', () => {
  const ids = new KnownIds(file, 1000);
  ids.prepareFor([{ kind: 'event', payload: new Uint8Array() }]);
  expect(() => known()).toThrow(/no such table/);
});
