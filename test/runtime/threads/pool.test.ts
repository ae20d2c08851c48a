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

test('a thread that falls silent is replaced, and it is known whose turn it was', { timeout: 60_000 }, async () => {
  const module = join(folder, 'hearty.mjs');
  const heart = new URL('../../../runtime/threads/heart.ts', import.meta.url).href;
  writeFileSync(
    module,
    `import { parentPort, threadId } from 'node:worker_threads';
     import { Heart } from '${heart}';
     const heart = new Heart();
     heart.start();
     parentPort.postMessage({ type: 'heart', thread: threadId, memory: heart.memory });
     const forEver = () => { for (;;); };
     export async function rest({ port }) {
       port.postMessage(threadId);
       await new Promise((resolve) => port.once('message', resolve));
       port.close();
     }
     export function loop({ number }) { const turn = heart.turnsOf(number); turn.begin(17); forEver(); }
     export async function load({ number }) { await heart.turnsOf(number).whileLoading(async () => forEver()); }
     export async function stray() { await null; forEver(); }`,
  );
  const pool = new ThreadPool(1, pathToFileURL(module));
  for (const [name, seen] of [
    ['loop', { isOwn: true, sequence: 17 }],
    ['load', { isOwn: true, sequence: 0 }],
    ['stray', { isOwn: false, sequence: 0 }],
  ] as const) {
    const thread = Promise.withResolvers<number>();
    const beside = pool.start('rest', {}, thread.resolve);
    const on = await thread.promise;
    const task = pool.start(name, {}, () => undefined);
    await expect(task.ended).rejects.toThrow('worker exited');
    await expect(beside.ended).rejects.toThrow('worker exited');
    const found = pool.silenceOf(task.number, on);
    expect({ isOwn: found?.task === task.number, sequence: found?.sequence }).toEqual(seen);
    expect(pool.silenceOf(beside.number, on)).toBe(found);
  }
  expect(pool.silenceOf(999, 999)).toBeUndefined();
  await pool.close();
});
