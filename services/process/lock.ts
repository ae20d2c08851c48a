import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { systemCodeOf } from '../../runtime/base/errors.ts';

let taken = 0;

/** Does some work while no other process does work under the same lock file. A process that died gives its lock back. */
export async function whileLocked<T>(file: string, work: () => Promise<T>): Promise<T> {
  mkdirSync(dirname(file), { recursive: true });
  taken += 1;
  const own = `${file}.${process.pid}.${taken}`;
  writeFileSync(own, String(process.pid));
  try {
    while (!take(own, file)) {
      breakIfDead(file, own);
      await delay(50);
    }
    try {
      return await work();
    } finally {
      rmSync(file);
    }
  } finally {
    rmSync(own);
  }
}

function take(own: string, file: string): boolean {
  try {
    // A link comes to be with its content, and only where there is none.
    linkSync(own, file);
    return true;
  } catch (thrown) {
    if (systemCodeOf(thrown) === 'EEXIST') return false;
    throw thrown;
  }
}

function breakIfDead(file: string, own: string): void {
  const holder = holderOf(file);
  if (holder === undefined || isAlive(holder)) return;
  const aside = `${own}.aside`;
  try {
    renameSync(file, aside);
    // Another process may have broken it and taken it meanwhile: then it gets it back.
    if (holderOf(aside) !== holder) take(aside, file);
    rmSync(aside);
  } catch (thrown) {
    if (systemCodeOf(thrown) !== 'ENOENT') throw thrown;
  }
}

function holderOf(file: string): number | undefined {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Whether a process of that id exists, whatever it is. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return systemCodeOf(thrown) === 'EPERM';
  }
}
