import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { ThreadPool } from '../../../runtime/threads/pool.ts';
import { until } from '../../support/process/until.ts';

const folder = mkdtempSync(join(tmpdir(), 'millrace-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a thread that dies without a task is replaced, and the process goes on', async () => {
  const module = join(folder, 'worker.mjs');
  writeFileSync(
    module,
    `import { threadId } from 'node:worker_threads';
     export function dieLater({ port }) { port.close(); setTimeout(() => { throw new Error('out of turn'); }, 5); }
     export function tell({ port }) { port.postMessage(threadId); port.close(); }`,
  );
  const pool = new ThreadPool(1, pathToFileURL(module));
  const threads: number[] = [];
  const ask = async (): Promise<void> => {
    await pool.start('tell', {}, (thread: number) => threads.push(thread)).ended.catch(() => undefined);
  };
  await ask();
  await pool.start('dieLater', {}, () => undefined).ended;
  await until('another thread answers', async () => {
    await ask();
    return new Set(threads).size > 1;
  });
  await pool.close();
});

test('what a task says last is heard before its end', async () => {
  const module = join(folder, 'talker.mjs');
  writeFileSync(
    module,
    'export function talk({ port }) { for (let i = 1; i <= 3; i++) port.postMessage(i); port.close(); }',
  );
  const pool = new ThreadPool(1, pathToFileURL(module));
  for (let round = 0; round < 200; round++) {
    const heard: number[] = [];
    await pool.start('talk', {}, (number: number) => heard.push(number)).ended;
    expect(heard).toEqual([1, 2, 3]);
  }
  await pool.close();
});
