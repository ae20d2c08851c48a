import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { expectArchived } from '../support/process/archived.ts';
import { EVERY_KIND, testChance } from '../support/process/chance.ts';
import { drained } from '../support/process/drained.ts';
import { expectExactlyOnce } from '../support/process/exactly-once.ts';
import { Feeder } from '../support/process/feeder.ts';
import { RuntimeProcess } from '../support/process/runtime-process.ts';
import { Workplace } from '../support/process/workplace.ts';

const TENANT = `
  - id: customer1
    partitions: 4
    idleTimeout: 1s
    analytics:
      - use: global-statistics
      - { use: alarm-window, threshold: 2 }
      - { use: alarm-window, window: { kind: session, gap: 10s }, threshold: 2, id: sessions }
      - { use: alarm-window, window: { kind: count, size: 7, slide: 3 }, threshold: 2, id: counts }
`;

test('through kill -9 at random moments every result is sent exactly once and in order', {
  timeout: 180_000,
}, async () => {
  const { seed, chance } = testChance();
  using workplace = new Workplace(TENANT, 'checkpoint: { every: 300ms }');
  using feeder = new Feeder(workplace, 'customer1', { ...EVERY_KIND, seed });
  const full = new AbortController();
  const flow = feeder.flow(full.signal);
  for (let life = 0; life < 8; life++) {
    using runtime = new RuntimeProcess(workplace.config, workplace.data);
    if (chance.chance(0.75)) await runtime.ready();
    await delay(chance.below(700));
    await runtime.signal('SIGKILL');
  }
  full.abort();
  await flow;
  await feeder.end();

  using last = new RuntimeProcess(workplace.config, workplace.data);
  const rows = await drained(last, feeder.sent);
  console.log(`seed ${seed}: ${feeder.sent} lines, epochs ${rows.map(({ epoch }) => epoch).join(' ')}`);
  expect(await expectExactlyOnce(workplace, 'customer1')).toBeGreaterThan(feeder.sent / 2);
  expect((await expectArchived(workplace, 'customer1')).length).toBeGreaterThan(30);
  // The kills have hit: results behind the last checkpoint had been sent already.
  expect(rows.reduce((sum, { suppressed }) => sum + suppressed, 0)).toBeGreaterThan(0);
});
