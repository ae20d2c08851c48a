import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { MERGE } from '../../../connectors/log.ts';
import { EVERY_KIND, testChance } from '../../support/process/chance.ts';
import { ClusterWorkplace } from '../../support/process/cluster-workplace.ts';
import { drained } from '../../support/process/drained.ts';
import { expectExactlyOnce } from '../../support/process/exactly-once.ts';
import { Feeder } from '../../support/process/feeder.ts';
import { millrace } from '../../support/process/millrace.ts';
import { alertsAndReports, expectEachOnce, expectPlainRows } from '../../support/process/reports.ts';
import { RuntimeProcess } from '../../support/process/runtime-process.ts';
import { until } from '../../support/process/until.ts';
import { testCassandra } from '../../support/servers/cassandra.ts';
import { describeWith } from '../../support/servers/describe-with.ts';
import { ownNats } from '../../support/servers/own-servers.ts';

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

await describeWith(['nats', 'cassandra'], 'reports on NATS and Cassandra', () => {
  test('a critical alert has each of its reports once, through kill -9 of the runtime and of the broker', {
    timeout: 240_000,
  }, async () => {
    const { seed, chance } = testChance();
    await using nats = await ownNats();
    const servers = { nats: nats.server.url, cassandra: await testCassandra() };
    const lease = 'ownership: { lease: 1s }';
    // No checkpoint passes an alert here, so no report may be made.
    using workplace = new ClusterWorkplace(servers, TENANT, `${lease}\ncheckpoint: { every: 1h }`);
    const found = async () => await alertsAndReports(workplace, 'customer1');
    {
      using runtime = new RuntimeProcess(workplace.config, await workplace.place());
      await runtime.ready();
      using feeder = new Feeder(workplace, 'customer1', { ...EVERY_KIND, seed });
      await feeder.send(1500);
      await feeder.end();
      await until('critical alerts', async () => (await found()).alerts.length > 0);
      await runtime.signal('SIGKILL');
    }
    expect((await found()).reports).toEqual([]);

    workplace.configure(TENANT, `${lease}\ncheckpoint: { every: 300ms }`);
    {
      using runtime = new RuntimeProcess(workplace.config, await workplace.place());
      await runtime.ready();
      await delay(chance.below(800));
      await nats.server.kill();
      await nats.server.restart();
      await delay(chance.below(400));
      await runtime.signal('SIGKILL');
    }
    using last = new RuntimeProcess(workplace.config, await workplace.place());
    const sent = await until('every alert has its reports', async () => {
      const now = await found();
      return now.reports.length >= now.alerts.length * REPORTS.length ? now : undefined;
    });
    await drained(last, 1500);
    console.log(`seed ${seed}: ${sent.alerts.length} alerts, ${sent.reports.length} reports`);
    expectEachOnce(sent, REPORTS);
    const records = [];
    for (const partition of [0, 1]) records.push(...(await workplace.records('customer1', partition, 'input')));
    for (const report of sent.reports) expectPlainRows(report, { records, limit: 4 });

    expect(await expectExactlyOnce(workplace, 'customer1')).toBeGreaterThan(10);
    const audit = await millrace(['audit', '--config', workplace.config, '--partition', MERGE]);
    expect(audit).toMatchObject({ code: 0 });
  });
});
