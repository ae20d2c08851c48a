import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Prng } from '../../../runtime/base/prng.ts';
import { ClusterWorkplace } from '../../support/process/cluster-workplace.ts';
import { expectExactlyOnce } from '../../support/process/exactly-once.ts';
import { NatsSender } from '../../support/process/nats-sender.ts';
import { partitionRows, untilTaken } from '../../support/process/rows.ts';
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
    const seed = Number(process.env.MILLRACE_TEST_SEED ?? Date.now() % 1_000_000);
    const chance = new Prng(seed);
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
    await untilTaken(runtime, lines);
    const rows = await partitionRows(runtime);
    expect(await runtime.signal('SIGTERM')).toBe(0);
    console.log(
      `seed ${seed}: ${unkeyed.sent} + ${keyed.sent} lines, epochs ${rows.map(({ epoch }) => epoch).join(' ')}`,
    );
    expect(await expectExactlyOnce(workplace, 'customer1')).toBeGreaterThan(lines / 2);
    // The kills have hit: partitions were taken over anew.
    expect(rows.every(({ epoch }) => epoch > 1)).toBe(true);
  });
});
