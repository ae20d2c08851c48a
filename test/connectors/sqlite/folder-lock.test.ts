import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { acquireFolderLock, readRuntimeInfo } from '../../../connectors/sqlite/folder-lock.ts';
import { MillraceError } from '../../../runtime/base/errors.ts';
import { Child, killChildren } from './children/child.ts';
import { removeFolder, temporaryFolder } from './harness.ts';

let root: string;
let folder: string;
beforeEach(() => {
  root = temporaryFolder();
  folder = join(root, 'data');
});
afterEach(async () => {
  await killChildren();
  removeFolder(root);
});

function thrownBy(action: () => unknown): unknown {
  try {
    return action();
  } catch (thrown) {
    return thrown;
  }
}

it('makes the folder and says who runs on it', () => {
  expect(readRuntimeInfo(folder)).toBeUndefined();
  expect(existsSync(folder)).toBe(false);
  const startedAt = '2026-01-01T00:00:00.000Z';
  const lock = acquireFolderLock(folder, { name: 'base-stations', startedAt });
  expect(readRuntimeInfo(folder)).toEqual({ pid: process.pid, startedAt, api: null, name: 'base-stations' });
  lock.publish({ api: 'http://127.0.0.1:8787' });
  expect(readRuntimeInfo(folder)?.api).toBe('http://127.0.0.1:8787');
  expect(JSON.parse(readFileSync(join(folder, 'runtime.json'), 'utf8'))).toEqual(lock.info);
  lock.release();
  expect(readRuntimeInfo(folder)).toBeUndefined();
  expect(existsSync(join(folder, 'runtime.json'))).toBe(false);
});

it('is held once, and again after its release', () => {
  const lock = acquireFolderLock(folder, { name: 'one' });
  const failure = thrownBy(() => acquireFolderLock(folder, { name: 'two' }));
  expect(failure).toBeInstanceOf(MillraceError);
  expect(failure).toMatchObject({ code: 'folder-locked', where: `at ${folder}` });
  expect(readRuntimeInfo(folder)?.name).toBe('one');
  lock.release();
  lock.release();
  const next = acquireFolderLock(folder, { name: 'two' });
  expect(() => lock.publish({ api: 'x' })).toThrow(/released/);
  expect(readRuntimeInfo(folder)?.name).toBe('two');
  next.release();
});

it('refuses a second process by name and time, and is free once the first is killed', async () => {
  const first = new Child('locker.ts', folder, 'http://127.0.0.1:1');
  await first.printed(1);
  expect(first.lines).toEqual(['locked']);
  const info = readRuntimeInfo(folder);
  expect(info).toMatchObject({ pid: first.process.pid, name: 'child', api: 'http://127.0.0.1:1' });

  const second = new Child('locker.ts', folder);
  await second.ended();
  expect(second.lines[0]).toContain('folder-locked: ');
  expect(second.lines[0]).toContain(`process ${first.process.pid} `);
  expect(second.lines[0]).toContain(info?.startedAt);

  await first.kill();
  expect(existsSync(join(folder, 'runtime.json'))).toBe(true);
  expect(readRuntimeInfo(folder)).toBeUndefined();
  acquireFolderLock(folder, { name: 'third' }).release();
});

it('is not lost when its own process looks at it', async () => {
  const lock = acquireFolderLock(folder, { name: 'one' });
  expect(readRuntimeInfo(folder)?.name).toBe('one');
  const second = new Child('locker.ts', folder);
  await second.printed(1);
  expect(second.lines[0]).toContain('folder-locked: ');
  lock.release();
});

it('is not lost when nobody keeps the lock object', () => {
  acquireFolderLock(folder, { name: 'forgotten' });
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  expect(readRuntimeInfo(folder)?.name).toBe('forgotten');
});

it('reports a folder that cannot be used', () => {
  writeFileSync(join(root, 'file'), '');
  mkdirSync(join(root, 'odd'));
  writeFileSync(join(root, 'odd', 'lock.sqlite'), 'This is a letter to the editor, and no database.'.repeat(50));
  for (const bad of ['file', 'file/data', 'odd']) {
    const failure = thrownBy(() => acquireFolderLock(join(root, bad), { name: 'x' }));
    expect(failure).toBeInstanceOf(MillraceError);
    expect(failure).toMatchObject({ code: 'folder-unusable' });
  }
  expect(readRuntimeInfo(join(root, 'file'))).toBeUndefined();
});
