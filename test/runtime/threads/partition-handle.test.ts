import { expect, test } from 'vitest';
import { PartitionHandle } from '../../../runtime/threads/partition-handle.ts';
import type { RunningTask } from '../../../runtime/threads/pool.ts';
import type { PartitionSpec } from '../../../runtime/threads/protocol.ts';
import type { SilentThread } from '../../../runtime/threads/watchdog.ts';
import { Ground } from '../../support/owner/ground.ts';
import { MemorySite } from '../../support/owner/site.ts';
import { until } from '../../support/process/until.ts';

/** Threads of which one is lost whenever the test says so. */
class FragilePool {
  readonly specs: PartitionSpec[] = [];
  #silent: SilentThread | undefined;
  #task = Promise.withResolvers<void>();

  start<To, From>(_: string, spec: unknown, __: (message: From) => void): RunningTask<To> {
    this.specs.push(spec as PartitionSpec);
    this.#task = Promise.withResolvers();
    const { promise, resolve } = this.#task;
    return { number: this.specs.length, tell: () => resolve(), ended: promise };
  }

  silenceOf(): SilentThread | undefined {
    return this.#silent;
  }

  /** Loses the thread, and resolves with what the partition is started with again. @param silent undefined: it was no silence. */
  async lose(silent: Partial<SilentThread> | undefined): Promise<PartitionSpec> {
    this.#silent = silent && { thread: 1, beats: 0, task: this.specs.length, sequence: 0, ...silent };
    const lives = this.specs.length;
    this.#task.reject(new Error('worker exited'));
    await until('it is started again', () => this.specs.length > lives);
    return this.specs.at(-1) as PartitionSpec;
  }
}

async function begun(): Promise<{ readonly pool: FragilePool; readonly handle: PartitionHandle }> {
  await using ground = await Ground.open(new MemorySite());
  const pool = new FragilePool();
  const handle = new PartitionHandle(ground.spec, pool, () => undefined);
  handle.start();
  return { pool, handle };
}

test('a partition whose code was silent stays quarantined, until a person stops and starts it', async () => {
  const { pool, handle } = await begun();
  const once = await pool.lose({ sequence: 17 });
  expect(once.quarantine).toMatchObject({ before: 17, error: { code: 'partition-quarantined' } });
  expect(handle.status).toMatchObject({ phase: 'quarantined', error: { code: 'partition-quarantined' } });
  // Lost with another's thread it is no less quarantined, and silent again before that input none of its code runs any more.
  expect((await pool.lose({ task: 99, sequence: 3 })).quarantine).toEqual(once.quarantine);
  const twice = await pool.lose({ sequence: 12 });
  expect(twice.quarantine).toEqual({ error: once.quarantine?.error, before: undefined });
  await handle.stop();
  handle.start();
  expect(pool.specs.at(-1)?.quarantine).toBeUndefined();
  await handle.stop();
});

test('one that was lost with the thread of another goes on', async () => {
  const { pool, handle } = await begun();
  expect((await pool.lose({ task: 99, sequence: 17 })).quarantine).toBeUndefined();
  expect(handle.status).toMatchObject({ phase: 'recovering', error: { code: 'worker-lost' } });
  expect((await pool.lose(undefined)).quarantine).toBeUndefined();
  await handle.stop();
});

test('each life knows those before it, whose lease it may take at once', async () => {
  const { pool, handle } = await begun();
  for (const silent of [{ task: 99 }, undefined, { sequence: 5 }]) await pool.lose(silent);
  const lives = pool.specs.map(({ life }) => life);
  expect(lives.map((life) => life?.dead)).toEqual(lives.map((_, i) => lives.slice(0, i).map((life) => life?.id)));
  expect(new Set(lives.map((life) => life?.id)).size).toBe(4);
  await handle.stop();
});
