import { expect, test } from 'vitest';
import { audited, differencesIn } from '../../support/process/audit.ts';
import { ClusterWorkplace } from '../../support/process/cluster-workplace.ts';
import { expectExactlyOnce, resultsIn } from '../../support/process/exactly-once.ts';
import { millrace } from '../../support/process/millrace.ts';
import { quotaHits } from '../../support/process/quota-hits.ts';
import { untilTaken } from '../../support/process/rows.ts';
import { RuntimeProcess } from '../../support/process/runtime-process.ts';
import { until } from '../../support/process/until.ts';
import { testCassandra } from '../../support/servers/cassandra.ts';
import { describeWith } from '../../support/servers/describe-with.ts';
import { testNats } from '../../support/servers/nats.ts';

const tenant = (id: string, quotas: string): string => `
  - id: ${id}
    partitions: 2
    analytics: [{ use: global-statistics }, { use: alarm-window, threshold: 1 }]
    quotas: { ${quotas} }
`;
const REST = 'ownership: { lease: 1s }\ncheckpoint: { every: 200ms }';
const IDS = ['slow', 'free'] as const;
const LINES = 1000;
const lines = Array.from({ length: LINES }, (_, i) => {
  const time = new Date(Date.UTC(2017, 1, 19, 14) + i * 500).toISOString().slice(0, 19).replace('T', ' ');
  return `${i % 30},121,308,${time} UTC,${i},999999,True,`;
});

await describeWith(['nats', 'cassandra'], 'a rate of input on NATS and Cassandra', () => {
  test('delays and never drops, through kill -9, and is told of', { timeout: 240_000 }, async () => {
    const servers = { nats: await testNats(), cassandra: await testCassandra() };
    const tenants = tenant('free', '') + tenant('slow', 'inputRate: 100');
    using workplace = new ClusterWorkplace(servers, tenants, REST);
    const place = await workplace.place();
    const hits = async (id: string) => (await quotaHits(place.listen, id, 'input-rate')) ?? 0;
    const send = async (some: readonly string[]): Promise<void> => {
      for (const id of IDS) {
        const sent = await millrace(['send', id, '--config', workplace.config], { input: some.join('\n') });
        expect(sent).toMatchObject({ code: 0 });
      }
    };
    {
      using runtime = new RuntimeProcess(workplace.config, place);
      await runtime.ready();
      await send(lines.slice(0, LINES / 2));
      await until('the metrics tell that it was delayed', async () => (await hits('slow')) > 0);
      await runtime.signal('SIGKILL');
    }
    await send(lines.slice(LINES / 2));
    using runtime = new RuntimeProcess(workplace.config, place);
    const rows = await untilTaken(runtime, IDS.length * LINES);
    expect(rows.map(({ phase }) => phase)).toEqual(rows.map(() => 'running'));
    expect(await hits('slow')).toBeGreaterThan(0);
    expect(await hits('free')).toBe(0);
    expect(await runtime.signal('SIGTERM')).toBe(0);
    const statistics = async (id: string): Promise<number> => {
      const results = await Promise.all([0, 1].map((partition) => resultsIn(workplace, id, partition)));
      return results.flat().filter(({ output }) => output === 'statistics').length;
    };
    for (const id of IDS) {
      expect(await statistics(id)).toBe(LINES);
      expect(await expectExactlyOnce(workplace, id)).toBeGreaterThan(LINES);
    }
    const { code, report } = await audited(workplace.config);
    expect({ code, found: differencesIn(report) }).toEqual({ code: 0, found: [] });
  });
});
