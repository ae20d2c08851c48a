import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../config/load.ts';
import { settingsOf } from '../../config/settings.ts';
import type { TenantConfig } from '../../config/types.ts';
import { type LogRecord, MERGE, type PartitionIndex } from '../../connectors/log.ts';
import type { PartitionSpec } from '../../runtime/threads/protocol.ts';
import { ECHO } from '../support/reference/chaining.ts';
import { referenceMerge } from '../support/reference/merge.ts';
import { spelled } from '../support/reference/run.ts';
import { Ground } from './ground.ts';
import { World } from './world.ts';

const CONFIG = `
log: { kind: sqlite, folder: ./unused }
tenants:
  - id: customer1
    partitions: 2
    idleTimeout: 2s
    analytics:
      - { use: alarm-window, threshold: 0 }
      - { use: critical-rate, period: 20s, bound: 1 }
      - { use: alarm-frequency, period: 20s, settle: 2s }
      - { use: silence, after: 3s, by: sensor, settle: 0s }
      - { use: ${ECHO}, of: [alarm-window], by: tenant }
      - { use: ${ECHO}, id: link, of: [echo, critical-rate, alarm-frequency, silence] }
`;
const tenant = parseConfig(CONFIG, 'simulation.yaml').tenants[0] as TenantConfig;
const settings = settingsOf(tenant);
const rates = {
  appendLost: 0.03,
  appendUnanswered: 0.03,
  swapLost: 0.05,
  swapUnanswered: 0.05,
  segmentDamaged: 0.05,
  segmentMissing: 0.02,
};
const worlds = Number(process.env.MILLRACE_TEST_WORLDS ?? 30);
const first = Number(process.env.MILLRACE_TEST_SEED ?? 1);

function specOf(index: PartitionIndex): PartitionSpec {
  return {
    tenant: tenant.id,
    index,
    count: tenant.partitions,
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
}

function textOf({ identity, kind, payload }: LogRecord): string {
  return `${identity?.input}.${identity?.index} ${kind} ${Buffer.from(payload)}`;
}

describe('crashes, zombies and lost answers on both sides of a merged log', () => {
  const outputs = new Set<string>();

  for (let seed = first; seed < first + worlds; seed++) {
    test(`world ${seed} copies each result once and has each of what it makes of them exactly once`, async () => {
      const ground = new Ground(seed, rates);
      const partitions = [0, 1].map((index) => new World(seed * 10 + index, ground, specOf(index)));
      const merge = new World(seed * 10 + 9, ground, specOf(MERGE));
      for (let step = 0; step < 30; step++) {
        for (const world of [...partitions, merge]) await world.step();
      }
      for (const world of [...partitions, merge]) await world.settle();

      const merged = await merge.records('input');
      const copies = merged.filter(({ kind }) => kind === 'window' || kind === 'partial').map(textOf);
      const originals: string[] = [];
      for (const world of partitions) {
        const own = (await world.records('output')).filter(({ kind }) => kind === 'window' || kind === 'partial');
        originals.push(...own.map(textOf));
      }
      expect(originals.length).toBeGreaterThan(0);
      expect(copies.sort()).toEqual(originals.sort());
      const sent = (await merge.records('output')).filter(({ identity }) => identity !== undefined);
      const results = sent.map(({ identity, kind, payload }) => ({
        input: identity?.input ?? Number.NaN,
        index: identity?.index ?? Number.NaN,
        output: kind,
        json: Buffer.from(payload).toString('utf8'),
      }));
      expect(spelled(results)).toEqual(spelled(referenceMerge(merged, settings)));
      for (const { output, json } of results)
        outputs.add(output === 'alert' ? `alert ${JSON.parse(json).Content.Type}` : output);
    });
  }

  test('all kinds of results were met', () => {
    expect([...outputs].sort()).toEqual(['alert 1', 'alert 3', 'echo', 'statistics']);
  });
});
