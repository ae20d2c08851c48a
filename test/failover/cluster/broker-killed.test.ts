import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { testChance } from '../../support/process/chance.ts';
import { ClusterWorkplace } from '../../support/process/cluster-workplace.ts';
import { drained } from '../../support/process/drained.ts';
import { expectExactlyOnce } from '../../support/process/exactly-once.ts';
import { NatsSender } from '../../support/process/nats-sender.ts';
import { RuntimeProcess } from '../../support/process/runtime-process.ts';
import { testCassandra } from '../../support/servers/cassandra.ts';
import { describeWith } from '../../support/servers/describe-with.ts';
import { ownNats } from '../../support/servers/own-servers.ts';

const TENANT = `
  - id: customer1
    partitions: 2
    idleTimeout: 1s
    analytics:
      - use: global-statistics
      - { use: alarm-window, threshold: 2 }
`;
const KILLS = 4;

await describeWith(['nats', 'cassandra'], 'on NATS and Cassandra', () => {
  test('nats-server killed again and again: keyed and unkeyed lines, sourced ones too, are taken and answered exactly once', {
    timeout: 240_000,
  }, async () => {
    const { seed, chance } = testChance();
    await using nats = await ownNats();
    const servers = { nats: nats.server.url, cassandra: await testCassandra() };
    using workplace = new ClusterWorkplace(servers, TENANT, 'ownership: { lease: 1s }\ncheckpoint: { every: 300ms }');
    using runtime = new RuntimeProcess(workplace.config, await workplace.place());
    const stream = { stations: 3, rate: 4, outOfOrder: 0.1, late: 0.05, seed };
    const { url } = nats.server;
    await using unkeyed = await NatsSender.open(url, 'customer1', 'unkeyed', { ...stream, wrong: 0.05 });
    await using keyed = await NatsSender.open(url, 'customer1', 'keyed', stream);
    const full = new AbortController();
    const flows = [unkeyed.flow(full.signal), keyed.flow(full.signal)];
    for (let kill = 0; kill < KILLS; kill++) {
      await runtime.ready();
      await delay(chance.below(700));
      await nats.server.kill();
      await nats.server.launch();
    }
    full.abort();
    await Promise.all(flows);
    const lines = unkeyed.sent + keyed.sent;
    const rows = await drained(runtime, lines);
    console.log(
      `seed ${seed}: ${unkeyed.sent} + ${keyed.sent} lines, epochs ${rows.map(({ epoch }) => epoch).join(' ')}`,
    );
    expect(await expectExactlyOnce(workplace, 'customer1')).toBeGreaterThan(lines / 2);
    // The kills have hit: partitions were taken over anew.
    expect(rows.every(({ epoch }) => epoch > 1)).toBe(true);
  });
});
