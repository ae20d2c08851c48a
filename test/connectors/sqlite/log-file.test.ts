import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SqliteArchive } from '../../../connectors/sqlite/archive.ts';
import { SqliteLogStore } from '../../../connectors/sqlite/log-store.ts';
import { archivePath, checkpointPath, logPath } from '../../../connectors/sqlite/paths.ts';
import { SqliteSnapshotStore } from '../../../connectors/sqlite/snapshot-store.ts';
import { MillraceError } from '../../../runtime/base/errors.ts';
import { INPUT, removeFolder, temporaryFolder } from './harness.ts';

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => removeFolder(folder));

function foreign(path: string): string {
  mkdirSync(dirname(path), { recursive: true });
  const db = new DatabaseSync(path);
  db.exec('CREATE TABLE theirs (x); INSERT INTO theirs VALUES (1)');
  db.close();
  return path;
}

function text(path: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, 'This is a letter to the editor, and no database at all.\n'.repeat(100));
  return path;
}

async function manyRecords(): Promise<string> {
  const store = new SqliteLogStore(folder);
  const log = await store.open(INPUT);
  for (let i = 0; i < 20; i++) {
    await log.append(Array.from({ length: 100 }, () => ({ kind: 'event', payload: Buffer.alloc(200, i) })));
  }
  await store.close();
  return logPath(folder, INPUT);
}

describe('a log file', () => {
  it.each([
    ['a foreign database', foreign],
    ['a text file', text],
  ])('is refused and left as it was when it is %s', async (_, make) => {
    const path = make(logPath(folder, INPUT));
    const before = readFileSync(path);
    for (const readOnly of [false, true]) {
      const failure = await new SqliteLogStore(folder, { readOnly }).open(INPUT).catch((thrown: unknown) => thrown);
      expect(failure).toBeInstanceOf(MillraceError);
      expect(failure).toMatchObject({ code: 'log-unusable', where: `at ${path}` });
    }
    expect(readFileSync(path)).toEqual(before);
  });

  it('is refused when it is of another kind or version', async () => {
    const other = new SqliteLogStore(folder);
    await (await other.open(INPUT)).close();
    const db = new DatabaseSync(logPath(folder, INPUT));
    db.exec('PRAGMA user_version = 99');
    await expect(other.open(INPUT)).rejects.toThrow(/version 99/);
    db.exec('PRAGMA user_version = 1; PRAGMA application_id = 7');
    db.close();
    await expect(other.open(INPUT)).rejects.toThrow(/no log/);
  });

  it('is made from an empty file', async () => {
    mkdirSync(dirname(logPath(folder, INPUT)), { recursive: true });
    writeFileSync(logPath(folder, INPUT), '');
    await expect(new SqliteLogStore(folder, { readOnly: true }).open(INPUT)).rejects.toMatchObject({
      code: 'log-not-found',
    });
    const store = new SqliteLogStore(folder);
    expect(await (await store.open(INPUT)).bounds()).toEqual({ first: 1, last: 0 });
    await store.close();
  });

  it.each([100, 4096, 20_000, 200_000])('is refused when it was cut to %i bytes', async (length) => {
    const path = await manyRecords();
    truncateSync(path, length);
    const store = new SqliteLogStore(folder);
    const use = store.open(INPUT).then((log) => log.read(1, 100_000));
    await expect(use).rejects.toMatchObject({ code: 'log-unusable' });
    await store.close();
  });

  it('is refused when its pages were overwritten', async () => {
    const path = await manyRecords();
    const bytes = readFileSync(path);
    bytes.fill(0xee, 4096, 100_000);
    writeFileSync(path, bytes);
    const store = new SqliteLogStore(folder);
    const use = store.open(INPUT).then((log) => log.read(1, 100_000));
    await expect(use).rejects.toMatchObject({ code: 'log-unusable' });
    await store.close();
  });

  it('stays in its folder whatever the tenant is called', async () => {
    const store = new SqliteLogStore(folder);
    for (const tenant of ['..', '.', '../../x', 'a/b', 'a b', 'é']) {
      const log = await store.open({ ...INPUT, tenant });
      await log.append([{ kind: 'event', payload: Buffer.from(tenant) }]);
      expect(dirname(dirname(logPath(folder, { ...INPUT, tenant })))).toBe(join(folder, 'logs'));
      expect((await log.bounds()).last).toBe(1);
    }
    await store.close();
  });

  it('reports a folder that cannot be made', async () => {
    writeFileSync(join(folder, 'file'), '');
    const store = new SqliteLogStore(join(folder, 'file'));
    await expect(store.open(INPUT)).rejects.toMatchObject({ code: 'folder-unusable' });
  });
});

describe('the other files', () => {
  it('are refused when they are foreign or damaged', async () => {
    const snapshots = new SqliteSnapshotStore(folder);
    const archive = new SqliteArchive(folder);
    foreign(checkpointPath(folder, 'customer1/0'));
    text(archivePath(folder, 'customer1', 0));
    await expect(snapshots.readManifest('customer1/0')).rejects.toMatchObject({ code: 'checkpoint-unusable' });
    await expect(archive.topAlarms('customer1', { from: 0, to: 1 }, 1)).rejects.toMatchObject({
      code: 'archive-unusable',
    });
    const segment = { partition: 'customer1/0', epoch: 1, checkpoint: 1, chunk: 0 };
    expect(await snapshots.getSegment(segment)).toBeUndefined();
    await expect(snapshots.putSegment(segment, Buffer.from('x'))).rejects.toMatchObject({
      code: 'checkpoint-unusable',
    });
  });

  it('give a damaged segment as missing or with other bytes, never as an error', async () => {
    const store = new SqliteSnapshotStore(folder);
    const segment = { partition: 'customer1/0', epoch: 1, checkpoint: 1, chunk: 0 };
    const bytes = Buffer.alloc(100_000, 7);
    await store.putSegment(segment, bytes);
    await store.close();
    const path = checkpointPath(folder, 'customer1/0');
    const file = readFileSync(path);
    file.fill(0xee, file.length - 40_000);
    writeFileSync(path, file);
    const found = await store.getSegment(segment);
    expect(found && Buffer.compare(found, bytes) === 0).not.toBe(true);
    await store.close();
  });
});
