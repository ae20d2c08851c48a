import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { MERGE } from '../../connectors/log.ts';
import { EVERY_KIND, testChance } from '../support/process/chance.ts';
import { drained } from '../support/process/drained.ts';
import { expectExactlyOnce, resultsIn } from '../support/process/exactly-once.ts';
import { Feeder } from '../support/process/feeder.ts';
import { RuntimeProcess } from '../support/process/runtime-process.ts';
import { Workplace } from '../support/process/workplace.ts';
import { ECHO } from '../support/reference/chaining.ts';

const TENANT = `
  - id: customer1
    partitions: 3
    idleTimeout: 1s
    analytics:
      - { use: alarm-window, threshold: 2 }
      - { use: critical-rate, period: 1m, bound: 3 }
      - { use: critical-rate, id: of-all, by: tenant, period: 1m, bound: 8 }
      - { use: alarm-frequency, period: 1m, settle: 1s }
      - { use: silence, after: 20s }
      - { use: silence, id: quiet-sensor, by: sensor, after: 5s, settle: 0s }
      - { use: outlier, deviations: 2, minimum: 5 }
      - { use: ${ECHO}, of: [alarm-window, outlier], by: station }
      - { use: ${ECHO}, id: link, of: [echo, of-all, alarm-frequency, quiet-sensor], by: tenant }
      - { use: ${ECHO}, id: last, of: [link] }
`;

test('through kill -9 at random moments what is computed over all partitions is sent exactly once', {
  timeout: 180_000,
}, async () => {
  const { seed, chance } = testChance();
  using workplace = new Workplace(TENANT, 'checkpoint: { every: 300ms }');
  using feeder = new Feeder(workplace, 'customer1', { ...EVERY_KIND, seed });
  for (let life = 0; life < 8; life++) {
    using runtime = new RuntimeProcess(workplace.config, workplace.data);
    // As many as the plain computations of the reference are fast enough for.
    await feeder.send(400);
    if (chance.chance(0.75)) await runtime.ready();
    await feeder.send(400);
    await delay(chance.below(700));
    await runtime.signal('SIGKILL');
  }
  await feeder.end();

  using last = new RuntimeProcess(workplace.config, workplace.data);
  const rows = await drained(last, feeder.sent);
  console.log(`seed ${seed}: ${feeder.sent} lines, epochs ${rows.map(({ epoch }) => epoch).join(' ')}`);
  expect(rows.map(({ partition }) => partition)).toEqual([0, 1, 2, MERGE]);
  expect(await expectExactlyOnce(workplace, 'customer1')).toBeGreaterThan(100);
  const merged = await resultsIn(workplace, 'customer1', MERGE);
  const types = merged.filter(({ output }) => output === 'alert').map(({ json }) => JSON.parse(json).Content.Type);
  expect([...new Set(types)].sort()).toEqual([1, 3]);
  expect(merged.filter(({ output }) => output === 'statistics').length).toBeGreaterThan(0);
  const echoes = merged.filter(({ output }) => output === 'echo').map(({ json }) => JSON.parse(json).Output);
  expect([...new Set(echoes)].sort()).toEqual(['alert', 'echo', 'statistics', 'window']);
});
