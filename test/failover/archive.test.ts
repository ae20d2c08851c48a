import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { OLDER } from '../../connectors/archive.ts';
import { expectArchived, expectEventsArchived } from '../support/process/archived.ts';
import { testChance } from '../support/process/chance.ts';
import { drained } from '../support/process/drained.ts';
import { Feeder } from '../support/process/feeder.ts';
import { RuntimeProcess } from '../support/process/runtime-process.ts';
import { Workplace } from '../support/process/workplace.ts';

const TENANT = `
  - id: customer1
    partitions: 2
    archive: { events: { keep: 30d } }
    analytics:
      - { use: global-statistics, where: { sensor: [141] }, expireAfter: 1h }
`;
// A line is a minute and a half: weeks go by, hours leave all the time, and what is sent again is older than they are.
const STREAM = { stations: 2, rate: 0.011, outOfOrder: 0.1, late: 0.1, wrong: 0.05, duplicates: 0.05 };

test('through kill -9 at random moments the archive counts every event of weeks once', {
  timeout: 180_000,
}, async () => {
  const { seed, chance } = testChance();
  using workplace = new Workplace(TENANT, 'checkpoint: { every: 200ms }');
  using feeder = new Feeder(workplace, 'customer1', { ...STREAM, seed });
  using past = new Feeder(workplace, 'customer1', { ...STREAM, seed: seed + 1, start: Date.UTC(2017, 0, 1) });
  const full = new AbortController();
  const flow = feeder.flow(full.signal);
  for (let life = 0; life < 6; life++) {
    using runtime = new RuntimeProcess(workplace.config, workplace.data);
    if (chance.chance(0.75)) await runtime.ready();
    await delay(chance.below(700));
    await past.send(50);
    await runtime.signal('SIGKILL');
  }
  full.abort();
  await flow;
  await feeder.end();
  await past.end();

  using last = new RuntimeProcess(workplace.config, workplace.data);
  await drained(last, feeder.sent + past.sent);
  const rows = await expectArchived(workplace, 'customer1');
  expect(await expectEventsArchived(workplace, 'customer1')).toBeGreaterThan(feeder.sent / 2);
  console.log(`seed ${seed}: ${feeder.sent + past.sent} lines, ${rows.length} roll-ups`);
  expect(new Set(rows.map(({ hour }) => hour)).size).toBeGreaterThan(60);
  expect(rows.some(({ hour, events }) => hour === OLDER && events > 1)).toBe(true);
});
