import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, test } from 'vitest';
import { ThreadPool } from '../../../runtime/threads/pool.ts';
import { until } from '../../support/process/until.ts';

const folder = mkdtempSync(join(tmpdir(), 'millrace-'));
afterEach(() => rmSync(folder, { recursive: true }));

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
