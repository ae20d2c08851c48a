import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { PartitionRow } from '../../../runtime/control/runtime-control.ts';
import { EVERY_KIND } from '../../support/process/chance.ts';
import { ClusterWorkplace } from '../../support/process/cluster-workplace.ts';
import { drained } from '../../support/process/drained.ts';
import { expectExactlyOnce } from '../../support/process/exactly-once.ts';
import { Feeder } from '../../support/process/feeder.ts';
import { untilTaken } from '../../support/process/rows.ts';
import { RuntimeProcess } from '../../support/process/runtime-process.ts';
import { until } from '../../support/process/until.ts';
import { testCassandra } from '../../support/servers/cassandra.ts';
import { describeWith } from '../../support/servers/describe-with.ts';
import { testNats } from '../../support/servers/nats.ts';

function tenant(id: string): string {
  return `  - { id: ${id}, partitions: 2, idleTimeout: 1s, analytics: [{ use: global-statistics }, { use: alarm-window, threshold: 2 }] }`;
}

await describeWith(['nats', 'cassandra'], 'processes of one configuration', () => {
  const workplaceOf = async (tenants: string): Promise<ClusterWorkplace> => {
    const servers = { nats: await testNats(), cassandra: await testCassandra() };
    return new ClusterWorkplace(servers, tenants, 'ownership: { lease: 2s }\ncheckpoint: { every: 300ms }');
  };
  const start = async (workplace: ClusterWorkplace): Promise<RuntimeProcess> =>
    new RuntimeProcess(workplace.config, await workplace.place());

  test('a chain of three owners: each waits for the leases and takes over from one killed with -9', {
    timeout: 240_000,
  }, async () => {
    using workplace = await workplaceOf(tenant('chain'));
    using first = await start(workplace);
    await first.ready();
    using second = await start(workplace);
    using third = await start(workplace);
    for (const standby of [second, third]) {
      await untilWaiting(standby);
      expect((await fetch(`${await standby.listening()}/readyz`)).status).toBe(503);
    }
    using feeder = new Feeder(workplace, 'chain', { ...EVERY_KIND, seed: 31 });
    const full = new AbortController();
    const flow = feeder.flow(full.signal);

    await delay(700);
    await first.signal('SIGKILL');
    await until('the two others have all partitions', async () => {
      const rows = [...(await rowsOf(second)), ...(await rowsOf(third))];
      return rows.filter(({ phase }) => phase === 'running').length === 3;
    });
    // Whoever runs some of them is ready, though the other has the rest.
    for (const owner of [second, third]) {
      const runs = (await rowsOf(owner)).some(({ phase }) => phase === 'running');
      expect((await fetch(`${await owner.listening()}/readyz`)).ok).toBe(runs);
    }
    await delay(700);
    await second.signal('SIGKILL');
    await third.ready();
    full.abort();
    await flow;
    await feeder.end();

    const rows = await drained(third, feeder.sent);
    expect(await expectExactlyOnce(workplace, 'chain')).toBeGreaterThan(feeder.sent / 2);
    expect(Math.max(...rows.map(({ epoch }) => epoch))).toBeGreaterThan(1);
  });

  test('an owner that was stopped for longer than its lease wakes as a zombie, changes nothing and waits for the leases', {
    timeout: 240_000,
  }, async () => {
    using workplace = await workplaceOf(tenant('zombie'));
    using one = await start(workplace);
    await one.ready();
    using two = await start(workplace);
    await untilWaiting(two);
    using feeder = new Feeder(workplace, 'zombie', { ...EVERY_KIND, seed: 32 });
    const full = new AbortController();
    const flow = feeder.flow(full.signal);

    let [owner, standby] = [one, two];
    for (let stops = 0; stops < 3; stops++) {
      // With publishes on their way: events flow all the time.
      await delay(500);
      owner.halt('SIGSTOP');
      await standby.ready();
      await delay(300);
      owner.halt('SIGCONT');
      await untilWaiting(owner);
      [owner, standby] = [standby, owner];
    }
    full.abort();
    await flow;
    await feeder.end();
    await untilTaken(owner, feeder.sent);
    await untilWaiting(standby);
    expect(await standby.signal('SIGTERM')).toBe(0);
    expect(await owner.signal('SIGTERM')).toBe(0);
    expect(await expectExactlyOnce(workplace, 'zombie')).toBeGreaterThan(feeder.sent / 2);
    for (const partition of [0, 1]) {
      const fences = (await workplace.records('zombie', partition, 'output')).filter(({ kind }) => kind === 'fence');
      const owners = fences.map(({ payload }) => JSON.parse(Buffer.from(payload).toString()) as Fence);
      console.log(`partition ${partition}: ${owners.map(({ epoch, owner: by }) => `${epoch} ${by}`).join(', ')}`);
      // Whoever owned it later had claimed it later.
      const epochs = owners.map(({ epoch }) => epoch);
      expect(epochs).toEqual([...new Set(epochs)].sort((one, other) => one - other));
    }
  });
});

interface Fence {
  readonly epoch: number;
  readonly owner: string;
}

async function rowsOf(runtime: RuntimeProcess): Promise<readonly PartitionRow[]> {
  return await runtime.get<readonly PartitionRow[]>('/v1/partitions', false);
}

/** Resolves once somebody else owns every partition. */
async function untilWaiting(runtime: RuntimeProcess): Promise<void> {
  await until('all partitions wait for their leases', async () => {
    const rows = await rowsOf(runtime);
    return rows.every(({ phase, waitsFor }) => phase === 'waiting' && waitsFor?.code === 'lease');
  });
}
