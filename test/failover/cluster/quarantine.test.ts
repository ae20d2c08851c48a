import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { PartitionRow } from '../../../runtime/control/runtime-control.ts';
import { ClusterWorkplace } from '../../support/process/cluster-workplace.ts';
import { expectExactlyOnce } from '../../support/process/exactly-once.ts';
import { LOOPING, lineOf, MENDED, POISON } from '../../support/process/looping.ts';
import { millrace } from '../../support/process/millrace.ts';
import { NatsSender } from '../../support/process/nats-sender.ts';
import { RuntimeProcess } from '../../support/process/runtime-process.ts';
import { until } from '../../support/process/until.ts';
import { testCassandra } from '../../support/servers/cassandra.ts';
import { describeWith } from '../../support/servers/describe-with.ts';
import { testNats } from '../../support/servers/nats.ts';

const TENANTS = `
  - { id: looping, partitions: 2, analytics: [{ use: ./looping.ts }] }
  - { id: customer1, partitions: 3, idleTimeout: 1s, analytics: [{ use: global-statistics }, { use: alarm-window, threshold: 2 }] }
`;
const STATIONS = 20;

async function rowsOf(runtime: RuntimeProcess, tenant: string): Promise<readonly PartitionRow[]> {
  const rows = await runtime.get<PartitionRow[]>('/v1/partitions', false);
  return rows.filter((row) => row.tenant === tenant);
}

await describeWith(['nats', 'cassandra'], 'on NATS and Cassandra', () => {
  // The lease lasts longer than the test: whoever waited for the dead thread's would wait in vain.
  test('a partition that loops is quarantined and kept from other processes, its neighbours go on exactly once', {
    timeout: 240_000,
  }, async () => {
    const servers = { nats: await testNats(), cassandra: await testCassandra() };
    using workplace = new ClusterWorkplace(servers, TENANTS, 'ownership: { lease: 5m }\ncheckpoint: { every: 300ms }');
    const module = join(workplace.folder, 'looping.ts');
    writeFileSync(module, LOOPING);
    const place = await workplace.place();
    using runtime = new RuntimeProcess(workplace.config, place);
    await runtime.ready();
    using standby = new RuntimeProcess(workplace.config, await workplace.place());
    await until('the other process waits for everything', async () => {
      const rows = [...(await rowsOf(standby, 'looping')), ...(await rowsOf(standby, 'customer1'))];
      return rows.every(({ phase }) => phase === 'waiting');
    });
    const run = async (args: readonly string[], input = ''): Promise<void> => {
      const env = { MILLRACE_LISTEN: place.listen };
      expect(await millrace([...args, '--config', workplace.config], { input, env })).toMatchObject({ code: 0 });
    };
    const linesOf = (minute: number): readonly string[] =>
      Array.from({ length: STATIONS }, (_, i) => lineOf(i + 1, minute));
    const stream = { stations: 3, rate: 4, outOfOrder: 0.1, late: 0.05, seed: 43 };
    await using sender = await NatsSender.open(servers.nats, 'customer1', 'keyed', stream);
    const full = new AbortController();
    const flow = sender.flow(full.signal);
    await run(['send', 'looping'], [...linesOf(1), POISON, ...linesOf(2)].join('\n'));
    const quarantined = await until('it is quarantined, with all before taken', async () => {
      const found = (await rowsOf(runtime, 'looping')).find(({ phase }) => phase === 'quarantined');
      return found !== undefined && found.lag > 0 && found.checkpoint?.sequence === found.sequence ? found : undefined;
    });
    expect(quarantined.error?.code).toBe('partition-quarantined');
    expect(await runtime.ready()).toContain(place.listen);
    full.abort();
    await flow;
    const rows = await until('the neighbour has taken all lines', async () => {
      const found = await rowsOf(runtime, 'customer1');
      const taken = found.reduce((sum, { quality }) => sum + quality.records, 0);
      return taken >= sender.sent && found.every(({ lag }) => lag === 0) ? found : undefined;
    });
    // Partitions of the neighbour were on the thread that was replaced, and none of them went to the other process.
    expect(Math.max(...rows.map(({ epoch }) => epoch))).toBeGreaterThan(1);
    expect((await rowsOf(standby, 'looping')).map(({ phase }) => phase)).toEqual(['waiting', 'waiting', 'waiting']);
    expect((await rowsOf(standby, 'customer1')).every(({ phase }) => phase === 'waiting')).toBe(true);

    writeFileSync(module, MENDED);
    await run(['tenants', 'stop', 'looping']);
    await run(['tenants', 'start', 'looping']);
    await until('all is taken', async () => {
      const found = [...(await rowsOf(runtime, 'looping')), ...(await rowsOf(standby, 'looping'))];
      const taken = found.filter(
        ({ phase, partition, lag }) => phase === 'running' && partition !== 'ingest' && lag === 0,
      );
      return taken.reduce((sum, { quality }) => sum + quality.events, 0) === 2 * STATIONS + 1;
    });
    expect(await standby.signal('SIGTERM')).toBe(0);
    expect(await runtime.signal('SIGTERM')).toBe(0);
    console.log(`${sender.sent} lines, epochs ${rows.map(({ epoch }) => epoch).join(' ')}`);
    expect(await expectExactlyOnce(workplace, 'customer1')).toBeGreaterThan(sender.sent / 2);
    const counts: string[] = [];
    for (const partition of [0, 1]) {
      for (const { kind, payload } of await workplace.records('looping', partition, 'output')) {
        if (kind === 'count') counts.push(Buffer.from(payload).toString());
      }
    }
    const due = Array.from({ length: STATIONS }, (_, i) => [`${i + 1}:1`, `${i + 1}:2`]).flat();
    expect(counts.toSorted()).toEqual([...due, '666:mended'].map((text) => JSON.stringify(text)).toSorted());
  });
});
