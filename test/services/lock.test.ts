import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { whileLocked } from '../../services/process/lock.ts';
import { Machine } from './support/command.ts';

const child = fileURLToPath(new URL('./children/locked.ts', import.meta.url));

test('several processes work one after the other, behind one that has died', async () => {
  using machine = new Machine();
  const [lock, file] = [join(machine.folder, 'nats.lock'), join(machine.folder, 'log')];
  const { pid } = spawnSync(process.execPath, ['--version']);
  writeFileSync(lock, `${pid}`);
  const processes = Array.from({ length: 4 }, () => spawn(process.execPath, [child, lock, file], { stdio: 'inherit' }));
  await Promise.all(processes.map((one) => once(one, 'exit')));
  expect(readFileSync(file, 'utf8')).toBe('in\nout\n'.repeat(20));
  expect(readdirSync(machine.folder).filter((name) => name.startsWith('nats.lock'))).toEqual([]);
});

test('work that fails gives the lock back', async () => {
  using machine = new Machine();
  const lock = join(machine.folder, 'nats.lock');
  const failing = whileLocked(lock, async () => {
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(await whileLocked(lock, async () => 7)).toBe(7);
});
