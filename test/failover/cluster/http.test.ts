import { test } from 'vitest';
import { customersDay, TENANT } from '../../support/http/customers-day.ts';
import { ClusterWorkplace } from '../../support/process/cluster-workplace.ts';
import { testCassandra } from '../../support/servers/cassandra.ts';
import { describeWith } from '../../support/servers/describe-with.ts';
import { ownNats } from '../../support/servers/own-servers.ts';

await describeWith(['nats', 'cassandra'], 'HTTP on NATS and Cassandra', () => {
  test('a customer sends and reads by HTTP alone, through kill -9: nothing is lost, nothing comes twice', {
    timeout: 240_000,
  }, async () => {
    const seed = Number(process.env.MILLRACE_TEST_SEED ?? Date.now() % 1_000_000);
    await using nats = await ownNats();
    const servers = { nats: nats.server.url, cassandra: await testCassandra() };
    const rest = 'ownership: { lease: 1s }\ncheckpoint: { every: 300ms }';
    using workplace = new ClusterWorkplace(servers, TENANT, rest);
    await customersDay(workplace, async () => await workplace.place(), seed);
  });
});
