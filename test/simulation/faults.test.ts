import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../config/load.ts';
import { settingsOf } from '../../config/settings.ts';
import type { TenantConfig } from '../../config/types.ts';
import type { PartitionSpec } from '../../runtime/threads/protocol.ts';
import { referenceResults } from '../support/reference/reference.ts';
import { referenceRollups, spelledRollups } from '../support/reference/rollups.ts';
import { spelled } from '../support/reference/run.ts';
import { Ground } from './ground.ts';
import { World } from './world.ts';

const CONFIG = `
log: { kind: sqlite, folder: ./unused }
tenants:
  - id: customer1
    partitions: 1
    idleTimeout: 2s
    analytics:
      - use: global-statistics
      - { use: alarm-window, threshold: 1 }
      - { use: alarm-window, id: sessions, window: { kind: session, gap: 10s }, threshold: 1 }
`;
const tenant = parseConfig(CONFIG, 'simulation.yaml').tenants[0] as TenantConfig;
const settings = settingsOf(tenant);
const spec: PartitionSpec = {
  tenant: tenant.id,
  index: 0,
  count: 1,
  settings,
  folder: '.',
  delivery: 'exactly-once',
  log: { kind: 'memory' },
  store: { kind: 'memory' },
  retention: { bytes: Number.MAX_SAFE_INTEGER, age: Number.MAX_SAFE_INTEGER },
  checkpoint: { every: 5000, keep: 3, rebaseAfter: 4, replayBound: 10_000_000 },
  acceptCodeChange: false,
  lease: 5000,
  owner: '',
};
const rates = {
  appendLost: 0.03,
  appendUnanswered: 0.03,
  swapLost: 0.05,
  swapUnanswered: 0.05,
  segmentDamaged: 0.05,
  segmentMissing: 0.02,
};
const worlds = Number(process.env.MILLRACE_TEST_WORLDS ?? 60);
const first = Number(process.env.MILLRACE_TEST_SEED ?? 1);

describe('crashes, zombies, lost answers and damaged segments', () => {
  const ends = new Set<string>();

  for (let seed = first; seed < first + worlds; seed++) {
    test(`world ${seed} has each result exactly once and in order`, async () => {
      const world = new World(seed, new Ground(seed, rates), spec);
      await world.run(40);
      await world.settle();
      const found = (await world.records('output')).filter(({ identity }) => identity !== undefined);
      const sent = found.map(({ identity, kind, payload }) => ({
        input: identity?.input ?? Number.NaN,
        index: identity?.index ?? Number.NaN,
        output: kind,
        json: Buffer.from(payload).toString('utf8'),
      }));
      const records = await world.records('input');
      expect(spelled(sent)).toEqual(spelled(referenceResults({ records, settings })));
      expect(spelledRollups(await world.rollups())).toEqual(spelledRollups(referenceRollups({ records, settings })));
      expect(world.ends.at(-1)).toBe('drained');
      for (const end of world.ends) ends.add((end ?? '').split(':')[0] as string);
    });
  }

  test('every way to end was met', () => {
    expect([...ends].sort()).toEqual(
      expect.arrayContaining(['crashed', 'drained', 'fenced', 'log-conflict', 'outcome-unknown']),
    );
  });
});
