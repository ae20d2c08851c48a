import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { MERGE } from '../../../connectors/log.ts';
import { DEFAULT_START } from '../../../simulator/options.ts';
import { EVERY_KIND, testChance } from '../../support/process/chance.ts';
import { ClusterWorkplace } from '../../support/process/cluster-workplace.ts';
import { drained } from '../../support/process/drained.ts';
import { expectExactlyOnce, resultsIn } from '../../support/process/exactly-once.ts';
import { Feeder } from '../../support/process/feeder.ts';
import { millrace } from '../../support/process/millrace.ts';
import { RuntimeProcess } from '../../support/process/runtime-process.ts';
import { ECHO } from '../../support/reference/chaining.ts';
import { testCassandra } from '../../support/servers/cassandra.ts';
import { describeWith } from '../../support/servers/describe-with.ts';
import { ownNats } from '../../support/servers/own-servers.ts';

const TENANT = `
  - id: customer1
    partitions: 2
    idleTimeout: 1s
    analytics:
      - { use: alarm-window, threshold: 2 }
      - { use: critical-rate, period: 1m, bound: 3 }
      - { use: alarm-frequency, period: 1m, settle: 1s }
      - { use: silence, by: sensor, after: 5s, settle: 0s }
      - { use: ${ECHO}, of: [alarm-window], by: tenant }
      - { use: ${ECHO}, id: link, of: [echo, critical-rate], by: station }
`;

/** Milliseconds of event time from one life's first line to the next one's: none is late because of an earlier life. */
const APART = 600_000;

await describeWith(['nats', 'cassandra'], 'a chain of stages on NATS and Cassandra', () => {
  test('through kill -9 of the broker and of the runtime what is computed over all partitions is sent exactly once', {
    timeout: 240_000,
  }, async () => {
    const { seed, chance } = testChance();
    await using nats = await ownNats();
    const servers = { nats: nats.server.url, cassandra: await testCassandra() };
    using workplace = new ClusterWorkplace(servers, TENANT, 'ownership: { lease: 1s }\ncheckpoint: { every: 300ms }');
    let sent = 0;
    for (let life = 0; life < 6; life++) {
      using runtime = new RuntimeProcess(workplace.config, await workplace.place());
      // Whoever sends is told that its lines are stored before the broker is killed: what they become is on its way then.
      const start = DEFAULT_START + life * APART;
      using feeder = new Feeder(workplace, 'customer1', { ...EVERY_KIND, seed: seed + life, start });
      await feeder.send(700);
      await feeder.end();
      sent += feeder.sent;
      if (chance.chance(0.75)) await runtime.ready();
      await delay(chance.below(400));
      await nats.server.kill();
      if (chance.chance(0.5)) await runtime.signal('SIGKILL');
      await nats.server.restart();
      await delay(chance.below(400));
      await runtime.signal('SIGKILL');
    }
    using last = new RuntimeProcess(workplace.config, await workplace.place());
    const rows = await drained(last, sent);
    console.log(`seed ${seed}: ${sent} lines, epochs ${rows.map(({ epoch }) => epoch).join(' ')}`);
    expect(rows.map(({ partition }) => partition)).toEqual([0, 1, 'ingest', MERGE]);
    expect(await expectExactlyOnce(workplace, 'customer1')).toBeGreaterThan(100);
    const merged = await resultsIn(workplace, 'customer1', MERGE);
    const types = merged.filter(({ output }) => output === 'alert').map(({ json }) => JSON.parse(json).Content.Type);
    expect([...new Set(types)].sort()).toEqual([1, 3]);
    expect(merged.filter(({ output }) => output === 'statistics').length).toBeGreaterThan(0);
    const echoes = merged.filter(({ output }) => output === 'echo').map(({ json }) => JSON.parse(json).Output);
    expect([...new Set(echoes)].sort()).toEqual(['alert', 'echo', 'window']);
    const audit = await millrace(['audit', '--config', workplace.config, '--partition', MERGE]);
    expect(audit).toMatchObject({ code: 0 });
  });
});
