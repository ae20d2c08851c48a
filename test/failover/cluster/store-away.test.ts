import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { Prng } from '../../../runtime/base/prng.ts';
import type { PartitionRow } from '../../../runtime/control/runtime-control.ts';
import type { CassandraServer } from '../../../services/cassandra/server.ts';
import { EVERY_KIND, testChance } from '../../support/process/chance.ts';
import { ClusterWorkplace } from '../../support/process/cluster-workplace.ts';
import { drained } from '../../support/process/drained.ts';
import { expectExactlyOnce } from '../../support/process/exactly-once.ts';
import { Feeder } from '../../support/process/feeder.ts';
import { millrace } from '../../support/process/millrace.ts';
import { NatsSender } from '../../support/process/nats-sender.ts';
import { untilTaken } from '../../support/process/rows.ts';
import { RuntimeProcess } from '../../support/process/runtime-process.ts';
import { until } from '../../support/process/until.ts';
import { describeWith } from '../../support/servers/describe-with.ts';
import { testNats } from '../../support/servers/nats.ts';
import { type OwnServer, ownCassandra, ownNats } from '../../support/servers/own-servers.ts';

const SETTINGS = 'checkpoint: { every: 200ms, replayBound: 1500 }';

function tenant(id: string): string {
  return `  - { id: ${id}, partitions: 1, idleTimeout: 1s, analytics: [{ use: global-statistics }, { use: alarm-window, threshold: 2 }] }`;
}

await describeWith(['nats', 'cassandra'], 'while Cassandra is away', () => {
  let own: OwnServer<CassandraServer>;
  beforeAll(async () => {
    own = await ownCassandra();
  });
  // A test that failed may have left it halted, or dead.
  beforeEach(async () => {
    own.server.resume();
    if (!own.server.isRunning) await own.server.launch();
  });
  afterAll(async () => await own?.[Symbol.asyncDispose]());

  const workplaceOf = async (tenants: string): Promise<ClusterWorkplace> => {
    const { address: contactPoint, localDataCenter } = own.server;
    return new ClusterWorkplace(
      { nats: await testNats(), cassandra: { contactPoint, localDataCenter } },
      tenants,
      SETTINGS,
    );
  };

  test('killed: results go on up to the bound of a replay, then the partition waits, and goes on when it is back', {
    timeout: 240_000,
  }, async () => {
    using workplace = await workplaceOf(tenant('killed'));
    using feeder = new Feeder(workplace, 'killed', { ...EVERY_KIND, seed: 21 });
    const place = await workplace.place();
    using runtime = new RuntimeProcess(workplace.config, place);
    const row = async () => (await runtime.get<PartitionRow[]>('/v1/partitions', false))[0] as PartitionRow;
    const metric = async (name: string) => {
      const text = await (await fetch(`http://${place.listen}/metrics`)).text();
      return Number(new RegExp(`^millrace_${name}\\{.*\\} (\\S+)$`, 'm').exec(text)?.[1]);
    };
    await feeder.send(200);
    await untilTaken(runtime, 200);
    await until('a checkpoint has the first lines', async () => {
      const { checkpoint, sequence } = await row();
      return checkpoint?.sequence === sequence;
    });

    await own.server.kill();
    await feeder.send(500);
    await untilTaken(runtime, 700);
    const late = await until('the checkpoint is said to be late', async () => {
      const now = await row();
      return now.lateCheckpoint === null ? undefined : now;
    });
    expect(late).toMatchObject({ phase: 'running', waitsFor: null });
    expect(await metric('checkpoint_late_seconds')).toBeGreaterThan(0);
    expect(await metric('partition_up')).toBe(1);
    const table = await millrace(['partitions', '--config', workplace.config], {
      env: { MILLRACE_LISTEN: place.listen },
    });
    expect(table.stdout).toMatch(/killed\/0: its checkpoint is late by .*: (store-unavailable|outcome-unknown)/);

    await feeder.send(2000);
    await feeder.end();
    const stalled = await until('the partition takes no more', async () => {
      const now = await row();
      return now.phase === 'stalled' && now.lag > 0 ? now : undefined;
    });
    expect(stalled.waitsFor).toMatchObject({
      code: 'store-unavailable',
      what: expect.stringContaining('waits for the store'),
    });
    expect((await fetch(`http://${place.listen}/readyz`)).status).toBe(503);
    expect(await metric('partition_up')).toBe(0);
    expect(await metric('replay_records')).toBeGreaterThanOrEqual(1500);

    await own.server.launch();
    await untilTaken(runtime, feeder.sent);
    const after = await until('checkpoints go on', async () => {
      const now = await row();
      return now.lateCheckpoint === null && now.checkpoint?.sequence === now.sequence ? now : undefined;
    });
    expect(after).toMatchObject({ phase: 'running', waitsFor: null });
    expect(await runtime.signal('SIGTERM')).toBe(0);
    expect(await expectExactlyOnce(workplace, 'killed')).toBeGreaterThan(feeder.sent / 2);
    const log = readFileSync(join(workplace.folder, 'millrace.log'), 'utf8');
    expect(log).toMatch(/"level":40.*a checkpoint is late, results go on/);
    expect(log).toMatch(/"level":40.*takes no more input: waits for the store/);
    expect(log).toMatch(/"level":30.*the store takes checkpoints again/);
  });

  test('paused: a runtime that is told to stop ends all the same; the next one says what it waits for, and computes again', {
    timeout: 240_000,
  }, async () => {
    using workplace = await workplaceOf(tenant('paused').replace('partitions: 1', 'partitions: 3'));
    using feeder = new Feeder(workplace, 'paused', { ...EVERY_KIND, seed: 22 });
    {
      using runtime = new RuntimeProcess(workplace.config, await workplace.place());
      await runtime.ready();
      own.server.pause();
      await feeder.send(300);
      await feeder.end();
      await drained(runtime, 300);
      expect(runtime.output).toContain('stopped without a last checkpoint');
    }
    const place = await workplace.place();
    using runtime = new RuntimeProcess(workplace.config, place);
    const rows = await until('the partitions say what they wait for', async () => {
      const found = await runtime.get<PartitionRow[]>('/v1/partitions', false);
      return found.every(({ waitsFor }) => waitsFor?.code === 'store-unavailable') ? found : undefined;
    });
    for (const { waitsFor } of rows) expect(waitsFor?.what).toContain('Cassandra did not answer');
    expect((await fetch(`http://${place.listen}/readyz`)).status).toBe(503);
    own.server.resume();
    const after = await untilTaken(runtime, 300);
    expect(after.reduce((sum, { suppressed }) => sum + suppressed, 0)).toBeGreaterThan(0);
    expect(await runtime.signal('SIGTERM')).toBe(0);
    expect(await expectExactlyOnce(workplace, 'paused')).toBeGreaterThan(200);
    const log = readFileSync(join(workplace.folder, 'millrace.log'), 'utf8');
    expect(
      log.match(/"level":40.*not taken over yet, tried again: partition paused\/\d: store-unavailable/g),
    ).toHaveLength(1);
    expect(log.match(/"level":30.*all partitions are taken over again, after/g)).toHaveLength(1);
  });

  test('killed with the runtime and nats-server, all at once: what was acknowledged is there, and each result once', {
    timeout: 240_000,
  }, async () => {
    const { seed } = testChance();
    await using nats = await ownNats();
    const { address: contactPoint, localDataCenter } = own.server;
    const servers = { nats: nats.server.url, cassandra: { contactPoint, localDataCenter } };
    const two = tenant('all').replace('partitions: 1', 'partitions: 2');
    using workplace = new ClusterWorkplace(servers, two, 'ownership: { lease: 1s }\ncheckpoint: { every: 200ms }');
    await using sender = await NatsSender.open(nats.server.url, 'all', 'unkeyed', { ...EVERY_KIND, seed });
    const full = new AbortController();
    let flow: Promise<void> | undefined;
    {
      using runtime = new RuntimeProcess(workplace.config, await workplace.place());
      await runtime.ready();
      flow = sender.flow(full.signal);
      await delay(500 + new Prng(seed).below(1000));
      await Promise.all([runtime.signal('SIGKILL'), nats.server.kill(), own.server.kill()]);
    }
    await Promise.all([nats.server.launch(), own.server.launch()]);
    full.abort();
    await flow;
    using runtime = new RuntimeProcess(workplace.config, await workplace.place());
    const rows = await drained(runtime, sender.sent);
    console.log(`seed ${seed}: ${sender.sent} lines, epochs ${rows.map(({ epoch }) => epoch).join(' ')}`);
    expect(await expectExactlyOnce(workplace, 'all')).toBeGreaterThan(sender.sent / 2);
    expect(rows.every(({ epoch }) => epoch > 1)).toBe(true);
  });
});
