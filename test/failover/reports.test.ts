import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { MERGE } from '../../connectors/log.ts';
import { EVERY_KIND, testChance } from '../support/process/chance.ts';
import { drained } from '../support/process/drained.ts';
import { expectExactlyOnce } from '../support/process/exactly-once.ts';
import { Feeder } from '../support/process/feeder.ts';
import { millrace } from '../support/process/millrace.ts';
import { alertsAndReports, expectEachOnce, expectPlainRows } from '../support/process/reports.ts';
import { partitionRows } from '../support/process/rows.ts';
import { RuntimeProcess } from '../support/process/runtime-process.ts';
import { until } from '../support/process/until.ts';
import { Workplace } from '../support/process/workplace.ts';

const REPORTS = ['top-alarms', 'active-hours'];
const TENANT = `
  - id: customer1
    partitions: 2
    idleTimeout: 1s
    analytics:
      - { use: alarm-window, threshold: 2 }
      - { use: critical-rate, period: 5m, bound: 3 }
    batch: { reports: [${REPORTS.join(', ')}], period: 3h, limit: 4, coolDown: 0s }
`;

test('a critical alert has each of its reports once, killed between alert and report and while it is made', {
  timeout: 180_000,
}, async () => {
  const { seed, chance } = testChance();
  // No checkpoint passes an alert here, so no report may be made.
  using workplace = new Workplace(TENANT, 'checkpoint: { every: 1h }');
  using feeder = new Feeder(workplace, 'customer1', { ...EVERY_KIND, seed });
  const found = async () => await alertsAndReports(workplace, 'customer1');
  {
    using runtime = new RuntimeProcess(workplace.config, workplace.data);
    await feeder.send(1500);
    await feeder.end();
    await runtime.ready();
    await until('critical alerts', async () => (await found()).alerts.length > 0);
    await until('reports are due', async () => (await partitionRows(runtime)).some(({ dueReports }) => dueReports > 1));
    await runtime.signal('SIGKILL');
  }
  expect((await found()).reports).toEqual([]);

  workplace.configure(TENANT, 'checkpoint: { every: 200ms }');
  for (let life = 0; life < 3; life++) {
    using runtime = new RuntimeProcess(workplace.config, workplace.data);
    await runtime.ready();
    await delay(chance.below(600));
    await runtime.signal('SIGKILL');
  }
  const early = (await found()).reports.length;
  using last = new RuntimeProcess(workplace.config, workplace.data);
  const sent = await until('every alert has its reports', async () => {
    const now = await found();
    return now.reports.length >= now.alerts.length * REPORTS.length ? now : undefined;
  });
  await drained(last, feeder.sent);
  console.log(
    `seed ${seed}: ${sent.alerts.length} alerts, ${early} of ${sent.reports.length} reports before the last start`,
  );
  // Ticks may have raised others since, whose reports are due.
  expectEachOnce(sent, REPORTS);
  const records = [];
  for (const partition of [0, 1]) records.push(...(await workplace.records('customer1', partition, 'input')));
  for (const report of sent.reports) expectPlainRows(report, { records, limit: 4 });
  expect(sent.reports.some(({ Rows }) => Rows.length === 4)).toBe(true);

  expect(await expectExactlyOnce(workplace, 'customer1')).toBeGreaterThan(10);
  const audit = await millrace(['audit', '--config', workplace.config]);
  expect(audit).toMatchObject({ code: 0 });
  const tail = await millrace(['audit', '--config', workplace.config, '--partition', MERGE]);
  expect(tail).toMatchObject({ code: 0 });
});
