import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../../config/load.ts';
import { OfflineInspection } from '../../../runtime/control/offline-inspection.ts';
import type { ActorQuery } from '../../../runtime/inspection/actor-query.ts';
import { Workplace } from '../../support/process/workplace.ts';
import { crashedCopy, damage, filesOf, line, NOW, process, send } from './support/stored-tenant.ts';

const ANALYTICS = 'analytics: [{ use: global-statistics }, { use: alarm-window, threshold: 2 }]';
const TENANTS = `  - { id: customer1, partitions: 2, ${ANALYTICS} }\n  - { id: customer2, partitions: 1, ${ANALYTICS} }`;
const KEY = '1161115040-141-312';
const ALL: ActorQuery = { sort: 'key', descending: false, offset: 0, limit: 20 };
const DAMAGE_NEWEST = 'UPDATE segments SET bytes = zeroblob(length(bytes)) WHERE checkpoint = 3';

function inspect(workplace: Workplace): OfflineInspection {
  return new OfflineInspection(loadConfig(workplace.config));
}

/** A tenant of one partition with checkpoints 1 (empty), 2 (one event) and 3 (two events). */
async function threeCheckpoints(workplace: Workplace): Promise<void> {
  for (const second of [0, 5]) {
    await send(workplace, 'customer2', [line(KEY, second, second, true)]);
    await process(workplace, 'customer2', KEY);
  }
}

describe('offline inspection', () => {
  test('shows an actor as its owner last saw it', async () => {
    using workplace = new Workplace(TENANTS);
    for (const tenant of ['customer1', 'customer2']) {
      await send(workplace, tenant, [line(KEY, 0, 240, true), line(KEY, 7, 242, true), line('1-2-3', 9, 1, false)]);
    }
    const live = [...(await process(workplace, 'customer1', KEY)), ...(await process(workplace, 'customer2', KEY))];
    expect(live).toHaveLength(2);
    expect(live[0]?.analytics[1]?.windows?.length).toBeGreaterThan(10);

    const actors = await inspect(workplace).actor(KEY);
    expect(actors).toMatchObject(live);
    expect(actors.map(({ tenant, thread }) => [tenant, thread])).toEqual([
      ['customer1', null],
      ['customer2', null],
    ]);
    expect(actors[1]?.origin).toMatchObject({
      tenant: 'customer2',
      partition: 0,
      checkpoint: { number: 2, sequence: 3, takenAt: NOW },
      notes: [],
    });
    expect(await inspect(workplace).actor(KEY, 'customer2')).toEqual([actors[1]]);
  });

  test('lists the actors of all partitions, filtered, sorted and paged', async () => {
    using workplace = new Workplace(TENANTS);
    const keys = Array.from({ length: 30 }, (_, i) => `${i + 1}-121-308`);
    await send(
      workplace,
      'customer1',
      keys.map((key, i) => line(key, 0, i, i % 3 === 0)),
    );
    await process(workplace, 'customer1', KEY);
    const asked = async (query: Partial<ActorQuery>) => {
      const { total, rows } = await inspect(workplace).actors({ ...ALL, ...query }, 'customer1');
      return { total, keys: rows.map(({ key }) => key) };
    };
    expect(await asked({})).toEqual({ total: 30, keys: keys.slice(0, 20) });
    expect(await asked({ offset: 20 })).toEqual({ total: 30, keys: keys.slice(20) });
    expect(await asked({ isActive: true, sort: 'value', descending: true, limit: 2 })).toEqual({
      total: 10,
      keys: ['28-121-308', '25-121-308'],
    });
    const { rows, origins } = await inspect(workplace).actors(ALL);
    expect(new Set(rows.map(({ partition }) => partition))).toEqual(new Set([0, 1]));
    expect(origins?.map(({ tenant, partition, checkpoint }) => [tenant, partition, checkpoint?.number])).toEqual([
      ['customer1', 0, 2],
      ['customer1', 1, 2],
      ['customer2', 0, undefined],
    ]);
  });

  test('shows partitions with what waits in their input logs', async () => {
    using workplace = new Workplace(TENANTS);
    await threeCheckpoints(workplace);
    await send(workplace, 'customer2', [line(KEY, 6, 1, true), 'THIS LINE IS WRONG']);
    const [first, , last] = await inspect(workplace).partitions();
    expect(first).toMatchObject({ tenant: 'customer1', partition: 0, checkpoint: null, sequence: 0, inputLast: 0 });
    expect(last).toMatchObject({
      tenant: 'customer2',
      partition: 0,
      phase: 'stopped',
      thread: null,
      epoch: 2,
      sequence: 2,
      inputLast: 4,
      lag: 2,
      actors: 1,
      watermark: Date.UTC(2017, 1, 19, 14, 19, 55),
      quality: { events: 2, wrong: 0 },
      checkpoint: { number: 3, sequence: 2, takenAt: NOW, actors: 1 },
      notes: [],
    });
    expect(await inspect(workplace).partitions('customer2')).toEqual([last]);
  });

  test('writes nothing and claims nothing, also where a process has died', async () => {
    using workplace = new Workplace(TENANTS);
    using copy = new Workplace(TENANTS);
    await threeCheckpoints(workplace);
    crashedCopy(workplace, 'customer2/0', copy.data);
    for (const { data, config } of [workplace, copy]) {
      const before = filesOf(data);
      const offline = new OfflineInspection(loadConfig(config));
      await offline.partitions();
      await offline.actors(ALL);
      await offline.actor(KEY);
      const after = filesOf(data);
      for (const [name, content] of before) expect([name, after.get(name)]).toEqual([name, content]);
      // SQLite makes an empty write-ahead log to read.
      expect([...after].filter(([name, content]) => !before.has(name) && content !== '')).toEqual([]);
    }
    expect([...filesOf(copy.data)].some(([name, content]) => name.endsWith('0.sqlite-wal') && content !== '')).toBe(
      true,
    );
  });
});

describe('a damaged checkpoint', () => {
  test('is passed over for the one before it, and that is said', async () => {
    using workplace = new Workplace(TENANTS);
    await threeCheckpoints(workplace);
    damage(workplace, 'customer2/0', DAMAGE_NEWEST);
    const note = expect.stringMatching(/^checkpoint 3 cannot be used: segment-damaged: /);
    const [actor] = await inspect(workplace).actor(KEY, 'customer2');
    expect(actor).toMatchObject({ events: 1, origin: { checkpoint: { number: 2, sequence: 1 }, notes: [note] } });
    const page = await inspect(workplace).actors(ALL, 'customer2');
    expect(page).toMatchObject({ total: 1, origins: [{ checkpoint: { number: 2 }, notes: [note] }] });
    const [row] = await inspect(workplace).partitions('customer2');
    expect(row).toMatchObject({ sequence: 1, inputLast: 2, checkpoint: { number: 2 }, notes: [note] });
  });

  test('of which none is left is no missing actor', async () => {
    using workplace = new Workplace(TENANTS);
    await threeCheckpoints(workplace);
    damage(workplace, 'customer2/0', 'UPDATE manifest SET bytes = zeroblob(length(bytes))');
    const [row] = await inspect(workplace).partitions('customer2');
    expect(row).toMatchObject({
      checkpoint: null,
      inputLast: 2,
      notes: [expect.stringMatching(/^no checkpoint can be used: manifest-damaged: /)],
    });
    expect(await inspect(workplace).actors(ALL, 'customer2')).toMatchObject({
      total: 0,
      origins: [{ checkpoint: null }],
    });
    await expect(inspect(workplace).actor(KEY)).rejects.toMatchObject({ code: 'checkpoint-unusable' });
  });
});

describe('what is not there', () => {
  test('is a data folder, before the first start, and none is made', async () => {
    using workplace = new Workplace(TENANTS);
    for (const asked of [
      inspect(workplace).partitions(),
      inspect(workplace).actors(ALL),
      inspect(workplace).actor(KEY),
    ]) {
      await expect(asked).rejects.toMatchObject({
        code: 'runtime-not-running',
        what: expect.stringContaining('there is no data yet'),
        fix: `start it with \`millrace start ${workplace.config}\``,
      });
    }
    expect(existsSync(workplace.data)).toBe(false);
  });

  test('is a tenant or an actor', async () => {
    using workplace = new Workplace(TENANTS);
    await threeCheckpoints(workplace);
    await expect(inspect(workplace).actors(ALL, 'customer9')).rejects.toMatchObject({ code: 'tenant-unknown' });
    await expect(inspect(workplace).actor('1-2-3')).rejects.toMatchObject({
      code: 'actor-not-found',
      where: 'the last checkpoints of all tenants',
    });
  });
});
