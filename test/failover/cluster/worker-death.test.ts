import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { PartitionRow } from '../../../runtime/control/runtime-control.ts';
import { ClusterWorkplace } from '../../support/process/cluster-workplace.ts';
import { expectExactlyOnce } from '../../support/process/exactly-once.ts';
import { millrace } from '../../support/process/millrace.ts';
import { NatsSender } from '../../support/process/nats-sender.ts';
import { RuntimeProcess } from '../../support/process/runtime-process.ts';
import { until } from '../../support/process/until.ts';
import { testCassandra } from '../../support/servers/cassandra.ts';
import { describeWith } from '../../support/servers/describe-with.ts';
import { testNats } from '../../support/servers/nats.ts';

// Ends its thread, once, when it meets the value 666 while the file is there.
const MODULE = `
import { existsSync, rmSync } from 'node:fs';
import { defineActor, objectState } from 'millrace';
const trap = new URL('./trap', import.meta.url);
export const trapped = defineActor({
  name: 'trapped',
  state: objectState(() => ({ events: 0 })),
  onEvent(turn, state, event) {
    if (event.value !== 666 || !existsSync(trap)) return;
    rmSync(trap);
    process.reallyExit(7);
  },
});
`;
const TENANTS = `
  - { id: deadly, partitions: 1, analytics: [{ use: ./trapped.ts }] }
  - { id: customer1, partitions: 3, idleTimeout: 1s, analytics: [{ use: global-statistics }, { use: alarm-window, threshold: 2 }] }
`;
const DEATHS = 2;

await describeWith(['nats', 'cassandra'], 'on NATS and Cassandra', () => {
  test('worker threads that die are replaced, and every partition on them goes on exactly once', {
    timeout: 240_000,
  }, async () => {
    const servers = { nats: await testNats(), cassandra: await testCassandra() };
    using workplace = new ClusterWorkplace(servers, TENANTS, 'ownership: { lease: 5m }\ncheckpoint: { every: 300ms }');
    const trap = join(workplace.folder, 'trap');
    writeFileSync(join(workplace.folder, 'trapped.ts'), MODULE);
    using runtime = new RuntimeProcess(workplace.config, await workplace.place());
    await runtime.ready();
    const stream = { stations: 3, rate: 4, outOfOrder: 0.1, late: 0.05, seed: 41 };
    await using sender = await NatsSender.open(servers.nats, 'customer1', 'keyed', stream);
    const full = new AbortController();
    const flow = sender.flow(full.signal);
    for (let death = 1; death <= DEATHS; death++) {
      writeFileSync(trap, '');
      const input = '7,121,308,2017-02-19 14:20:13 UTC,666,0,True,';
      expect(await millrace(['send', 'deadly', '--config', workplace.config], { input })).toMatchObject({ code: 0 });
      await until('the trap has gone off', () => !existsSync(trap));
      await until('the thread is said to be lost', () => (runtime.output.match(/worker-lost/g)?.length ?? 0) >= death);
      await runtime.ready();
    }
    full.abort();
    await flow;
    const rows = await until('all lines are taken', async () => {
      const found = (await runtime.get<PartitionRow[]>('/v1/partitions')).filter(
        ({ tenant }) => tenant === 'customer1',
      );
      const taken = found.reduce((sum, { quality }) => sum + quality.records, 0);
      return taken >= sender.sent && found.every(({ lag }) => lag === 0) ? found : undefined;
    });
    expect(await runtime.signal('SIGTERM')).toBe(0);
    console.log(`${sender.sent} lines, epochs ${rows.map(({ epoch }) => epoch).join(' ')}`);
    expect(await expectExactlyOnce(workplace, 'customer1')).toBeGreaterThan(sender.sent / 2);
    // Partitions of the neighbour were on the threads that died.
    expect(Math.max(...rows.map(({ epoch }) => epoch))).toBeGreaterThan(1);
  });
});
