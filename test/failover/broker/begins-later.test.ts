import { expect, test } from 'vitest';
import type { PartitionRow, TenantRow } from '../../../runtime/control/runtime-control.ts';
import { ClusterWorkplace } from '../../support/process/cluster-workplace.ts';
import { RuntimeProcess } from '../../support/process/runtime-process.ts';
import { until } from '../../support/process/until.ts';
import { testCassandra } from '../../support/servers/cassandra.ts';
import { describeWith } from '../../support/servers/describe-with.ts';
import { ownNats } from '../../support/servers/own-servers.ts';

const TENANT = '  - { id: customer1, partitions: 2, analytics: [{ use: global-statistics }] }';
const WAITS = 'has not begun yet and waits';

await describeWith(['nats', 'cassandra'], 'on NATS and Cassandra', () => {
  test('a runtime that is started before its broker waits for it, healthy and not ready, and can be stopped meanwhile', {
    timeout: 120_000,
  }, async () => {
    await using nats = await ownNats();
    const servers = { nats: nats.server.url, cassandra: await testCassandra() };
    using workplace = new ClusterWorkplace(servers, TENANT);
    await nats.server.kill();
    using runtime = new RuntimeProcess(workplace.config, await workplace.place());
    const api = await runtime.listening();
    await until('it says what it waits for', () => runtime.output.includes(WAITS));
    expect(runtime.output).toContain('broker-unavailable: no NATS server can be reached');
    expect((await fetch(`${api}/readyz`)).status).toBe(503);
    const [tenant] = await runtime.get<TenantRow[]>('/v1/tenants', false);
    expect(tenant).toMatchObject({ id: 'customer1', phase: 'waiting' });
    const [partition] = await runtime.get<PartitionRow[]>('/v1/partitions', false);
    expect(partition).toMatchObject({ phase: 'waiting', waitsFor: { code: 'broker-unavailable' } });
    // A toggle is refused with the reason, and is no end.
    const toggled = await fetch(`${api}/v1/tenants/customer1/stop`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
    });
    expect(await toggled.text()).toContain('broker-unavailable');

    using other = new RuntimeProcess(workplace.config, await workplace.place());
    await until('the other one waits, too', () => other.output.includes(WAITS));
    expect(await other.signal('SIGINT')).toBe(0);
    expect(other.output).toContain('Stopped before it had begun.');

    await nats.server.launch();
    await runtime.ready();
    expect(runtime.output.split(WAITS).length - 1).toBeLessThan(10);
    expect(await runtime.signal('SIGTERM')).toBe(0);
  });

  test('one whose broker takes the connection and says nothing tells that, and ends when it is told to', {
    timeout: 120_000,
  }, async () => {
    await using nats = await ownNats();
    const servers = { nats: nats.server.url, cassandra: await testCassandra() };
    using workplace = new ClusterWorkplace(servers, TENANT);
    nats.server.pause();
    using runtime = new RuntimeProcess(workplace.config, await workplace.place());
    await until('it says that nobody answers', () => runtime.output.includes('the servers have not answered yet'));
    expect(await runtime.signal('SIGTERM')).toBe(0);
    expect(runtime.output).toContain('Stopped before it had begun.');
  });

  test('one whose first connection was never answered ends like any other, although that connection is still open', {
    timeout: 120_000,
  }, async () => {
    await using nats = await ownNats();
    const servers = { nats: nats.server.url, cassandra: await testCassandra() };
    using workplace = new ClusterWorkplace(servers, TENANT);
    nats.server.pause();
    using runtime = new RuntimeProcess(workplace.config, await workplace.place());
    await until('it has given a connection up', () => runtime.output.includes(WAITS));
    nats.server.resume();
    await runtime.ready();
    expect(await runtime.signal('SIGTERM')).toBe(0);
    expect(runtime.output).toContain('Stopped. The next start goes on from here.');
  });

  test('one that its broker refuses ends with an error and does not wait, whether the broker was there or came later', {
    timeout: 120_000,
  }, async () => {
    await using nats = await ownNats('authorization { user: somebody, password: else }');
    const servers = { nats: nats.server.url, cassandra: await testCassandra() };
    using workplace = new ClusterWorkplace(servers, TENANT);
    using refused = new RuntimeProcess(workplace.config, await workplace.place());
    expect(await refused.ended()).toBe(1);
    expect(refused.output).toContain('broker-refused: NATS does not let this user in');

    await nats.server.kill();
    using later = new RuntimeProcess(workplace.config, await workplace.place());
    await until('it waits', () => later.output.includes(WAITS));
    await nats.server.launch();
    expect(await later.ended()).toBe(1);
    expect(later.output).toContain('broker-refused: NATS does not let this user in');
  });

  test.each([
    ['broker', 'jetstream: false', 'JetStream is not enabled in nats-server, nats:.*, start it with -js'],
    [
      'account',
      'accounts { A: { users: [{ user: a, password: b }] } }\nno_auth_user: a',
      "JetStream is not enabled for this user's account .*, bucket .*, add jetstream: enabled",
    ],
  ])('one whose %s has no JetStream says so and ends', { timeout: 120_000 }, async (_, config, told) => {
    await using nats = await ownNats(config);
    const servers = { nats: nats.server.url, cassandra: await testCassandra() };
    using workplace = new ClusterWorkplace(servers, TENANT);
    using refused = new RuntimeProcess(workplace.config, await workplace.place());
    expect(await refused.ended()).toBe(1);
    expect(refused.output).toMatch(new RegExp(`broker-refused: ${told}`));
    expect(refused.output).not.toContain(WAITS);
  });
});
