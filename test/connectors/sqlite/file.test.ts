import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { SqliteFile } from '../../../connectors/sqlite/file.ts';
import type { FileKind } from '../../../connectors/sqlite/open-file.ts';
import { Child, killChildren } from './children/child.ts';
import { removeFolder, temporaryFolder } from './harness.ts';

const kind: FileKind = {
  noun: 'log',
  damaged: 'log-unusable',
  applicationId: 77,
  version: 1,
  schema: 'CREATE TABLE things (x INTEGER) STRICT; INSERT INTO things VALUES (1)',
};

let folder: string;
let path: string;
beforeEach(() => {
  folder = temporaryFolder();
  path = join(folder, 'a', 'b', 'things.sqlite');
});
afterEach(async () => {
  await killChildren();
  removeFolder(folder);
});

it('keeps other writers out of a transaction from its start, and readers in', () => {
  const file = SqliteFile.open(path, kind, 'normal');
  const other = new DatabaseSync(path, { timeout: 0 });
  file.write(() => {
    expect(() => other.exec('BEGIN IMMEDIATE')).toThrow(/locked/);
    expect(other.prepare('SELECT x FROM things').all()).toHaveLength(1);
  });
  other.exec('BEGIN IMMEDIATE; ROLLBACK');
  other.close();
  file.close();
});

it('undoes a transaction that fails, and goes on', () => {
  const file = SqliteFile.open(path, kind, 'full');
  const insert = file.prepare('INSERT INTO things VALUES (?)');
  const count = file.prepare('SELECT count(*) AS n FROM things');
  expect(() =>
    file.write(() => {
      insert.run(2);
      throw new RangeError('no');
    }),
  ).toThrow(RangeError);
  expect(count.get()?.n).toBe(1);
  file.write(() => insert.run(3));
  expect(count.get()?.n).toBe(2);
  file.close();
});

it('names what may keep a file from being opened, the number of open files among it', () => {
  // A folder stands where the file should be: SQLite says the same as with no handle left.
  expect(() => SqliteFile.open(folder, kind, 'normal')).toThrow(/^folder-unusable: .*unable to open.*`ulimit -n`/);
});

it.each([
  ['normal', 1],
  ['full', 2],
] as const)('commits as far as %s says', (sync, level) => {
  const file = SqliteFile.open(path, kind, sync);
  expect(file.prepare('PRAGMA synchronous').get()?.synchronous).toBe(level);
  expect(file.prepare('PRAGMA journal_mode').get()?.journal_mode).toBe('wal');
  file.close();
});

it('waits for another process that is making the same file', async () => {
  const empty = join(folder, 'things.sqlite');
  const child = new Child('holder.ts', empty);
  await child.printed(1);
  const file = SqliteFile.open(empty, kind, 'normal');
  expect(file.prepare('SELECT x FROM things').all()).toHaveLength(1);
  file.close();
  await child.ended();
});
