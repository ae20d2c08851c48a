import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { MERGE } from '../../../connectors/log.ts';
import { Prng } from '../../../runtime/base/prng.ts';
import { ClusterWorkplace } from '../../support/process/cluster-workplace.ts';
import { expectExactlyOnce } from '../../support/process/exactly-once.ts';
import { Feeder } from '../../support/process/feeder.ts';
import { millrace } from '../../support/process/millrace.ts';
import { alertsAndReports, expectEachOnce, expectPlainRows } from '../../support/process/reports.ts';
import { untilTaken } from '../../support/process/rows.ts';
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
const STREAM = { stations: 3, rate: 4, outOfOrder: 0.1, late: 0.05, wrong: 0.05, duplicates: 0.05 };

await describeWith(['nats', 'cassandra'], 'reports on NATS and Cassandra', () => {
  test('a critical alert has each of its reports once, through kill -9 of the runtime and of the broker', {
    timeout: 240_000,
  }, async () => {
    const seed = Number(process.env.MILLRACE_TEST_SEED ?? Date.now() % 1_000_000);
    const chance = new Prng(seed);
    await using nats = await ownNats();
    const servers = { nats: nats.server.url, cassandra: await testCassandra() };
    const lease = 'ownership: { lease: 1s }';
    // No checkpoint passes an alert here, so no report may be made.
    using workplace = new ClusterWorkplace(servers, TENANT, `${lease}\ncheckpoint: { every: 1h }`);
    const found = async () => await alertsAndReports(workplace, 'customer1');
    {
      using runtime = new RuntimeProcess(workplace.config, await workplace.place());
      await runtime.ready();
      using feeder = new Feeder(workplace, 'customer1', { ...STREAM, seed });
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
    await untilTaken(last, 1500);
    expect(await last.signal('SIGTERM')).toBe(0);
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
