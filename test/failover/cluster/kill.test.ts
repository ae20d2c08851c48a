import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { expectArchived, expectEventsArchived } from '../../support/process/archived.ts';
import { EVERY_KIND, testChance } from '../../support/process/chance.ts';
import { ClusterWorkplace } from '../../support/process/cluster-workplace.ts';
import { drained } from '../../support/process/drained.ts';
import { expectExactlyOnce } from '../../support/process/exactly-once.ts';
import { Feeder } from '../../support/process/feeder.ts';
import { RuntimeProcess } from '../../support/process/runtime-process.ts';
import { testCassandra } from '../../support/servers/cassandra.ts';
import { describeWith } from '../../support/servers/describe-with.ts';
import { testNats } from '../../support/servers/nats.ts';

const TENANT = `
  - id: customer1
    partitions: 2
    idleTimeout: 1s
    archive: { events: { keep: 1d } }
    analytics:
      - use: global-statistics
      - { use: alarm-window, threshold: 2 }
`;

await describeWith(['nats', 'cassandra'], 'on NATS and Cassandra', () => {
  test('through kill -9 at random moments every result is sent exactly once and in order', {
    timeout: 240_000,
  }, async () => {
    const { seed, chance } = testChance();
    const servers = { nats: await testNats(), cassandra: await testCassandra() };
    using workplace = new ClusterWorkplace(servers, TENANT, 'ownership: { lease: 1s }\ncheckpoint: { every: 300ms }');
    using feeder = new Feeder(workplace, 'customer1', { ...EVERY_KIND, seed });
    const full = new AbortController();
    const flow = feeder.flow(full.signal);
    for (let life = 0; life < 6; life++) {
      using runtime = new RuntimeProcess(workplace.config, await workplace.place());
      if (chance.chance(0.75)) await runtime.ready();
      await delay(chance.below(700));
      await runtime.signal('SIGKILL');
    }
    full.abort();
    await flow;
    await feeder.end();

    using last = new RuntimeProcess(workplace.config, await workplace.place());
    const rows = await drained(last, feeder.sent);
    console.log(`seed ${seed}: ${feeder.sent} lines, epochs ${rows.map(({ epoch }) => epoch).join(' ')}`);
    expect(await expectExactlyOnce(workplace, 'customer1')).toBeGreaterThan(feeder.sent / 2);
    expect((await expectArchived(workplace, 'customer1')).length).toBeGreaterThan(30);
    expect(await expectEventsArchived(workplace, 'customer1')).toBeGreaterThan(feeder.sent / 2);
    // The kills have hit: results behind the last checkpoint had been sent already.
    expect(rows.reduce((sum, { suppressed }) => sum + suppressed, 0)).toBeGreaterThan(0);
  });
});
