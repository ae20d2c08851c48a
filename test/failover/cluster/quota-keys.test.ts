import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { INGEST, type LogRecord, type PartitionIndex } from '../../../connectors/log.ts';
import { REDRIVE, readRedrive } from '../../../runtime/partition/redrive-record.ts';
import { audited, differencesIn } from '../../support/process/audit.ts';
import { ClusterWorkplace } from '../../support/process/cluster-workplace.ts';
import { countsIn, writeFragile } from '../../support/process/fragile.ts';
import { millrace } from '../../support/process/millrace.ts';
import { quotaHits } from '../../support/process/quota-hits.ts';
import { untilTaken } from '../../support/process/rows.ts';
import { RuntimeProcess } from '../../support/process/runtime-process.ts';
import { until } from '../../support/process/until.ts';
import { testCassandra } from '../../support/servers/cassandra.ts';
import { describeWith } from '../../support/servers/describe-with.ts';
import { testNats } from '../../support/servers/nats.ts';

const REST = 'ownership: { lease: 1s }\ncheckpoint: { every: 200ms }';
/** One that stands in the file, and one that is added to the live runtime. */
const IDS = ['filed', 'added'] as const;
const PARTITIONS: readonly PartitionIndex[] = [0, 1];
const STAGES: readonly PartitionIndex[] = [...PARTITIONS, INGEST];
const [KEYS, QUOTA, ROUNDS] = [300, 100, 2];
const ASIDE = KEYS - QUOTA;

const tenant = (id: string, keys: number): string =>
  `{ id: ${id}, partitions: 2, quotas: { keys: ${keys} }, analytics: [{ use: global-statistics }, { use: ./fragile.ts, settings: { mended: true } }] }`;
/** Its last field, which is read by nobody, is no text. */
const line = (key: number, round: number): string =>
  `${key},121,308,2017-02-19 14:20:${10 + round} UTC,240,999999,True,\xff\xfe${key}`;
const roundOf = (round: number): readonly string[] => Array.from({ length: KEYS }, (_, key) => line(key, round));

await describeWith(['nats', 'cassandra'], 'a quota of keys on NATS and Cassandra', () => {
  test('what is over it is set aside through kill -9, and comes back once when it is raised on the live runtime', {
    timeout: 240_000,
  }, async () => {
    const servers = { nats: await testNats(), cassandra: await testCassandra() };
    using workplace = new ClusterWorkplace(servers, `  - ${tenant('filed', QUOTA)}`, REST);
    writeFragile(workplace.folder);
    const place = await workplace.place();
    const all = async (id: string, direction: 'input' | 'output', of = PARTITIONS): Promise<readonly LogRecord[]> =>
      (await Promise.all(of.map((partition) => workplace.records(id, partition, direction)))).flat();
    const call = async (args: readonly string[], input = ''): Promise<string> => {
      const given = { input: Buffer.from(input, 'latin1'), env: { MILLRACE_LISTEN: place.listen } };
      const { code, stdout, stderr } = await millrace([...args, '--config', workplace.config], given);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      return stdout;
    };
    const give = async (verb: 'add' | 'update', keys: number): Promise<void> => {
      const file = join(workplace.folder, 'added.yaml');
      writeFileSync(file, tenant('added', keys));
      await call(['tenants', verb, file]);
    };
    const send = async (round: number): Promise<void> => {
      for (const id of IDS) await call(['send', id], roundOf(round).join('\n'));
    };
    const redrive = async (id: string): Promise<{ redriven: number; already: number }> =>
      JSON.parse(await call(['redrive', '--tenant', id, '--dead-letter', '--json']));

    {
      using runtime = new RuntimeProcess(workplace.config, place);
      await runtime.ready();
      await give('add', QUOTA);
      await send(0);
      await untilTaken(runtime, IDS.length * KEYS);
      await runtime.signal('SIGKILL');
    }
    {
      using runtime = new RuntimeProcess(workplace.config, place);
      await send(1);
      await untilTaken(runtime, IDS.length * KEYS * ROUNDS);
      for (const id of IDS) {
        const letters = (await all(id, 'output')).filter(({ kind }) => kind === 'dead-letter');
        const codes = letters.map(({ payload }) => JSON.parse(Buffer.from(payload).toString()).Content.Code);
        expect([codes.length, new Set(codes)]).toEqual([ASIDE * ROUNDS, new Set(['quota-keys'])]);
        await until('the metrics tell it', async () => (await quotaHits(place.listen, id, 'keys')) === ASIDE * ROUNDS);
      }
      expect(await redrive('added')).toMatchObject({ redriven: ASIDE * ROUNDS });
      await untilTaken(runtime, IDS.length * KEYS * ROUNDS + ASIDE * ROUNDS);
      // A redrive brings back what has been told, and the process is killed soon.
      await until('it is told that all were set aside again', async () => {
        const letters = (await all('added', 'output')).filter(({ kind }) => kind === 'dead-letter');
        return letters.length >= 2 * ASIDE * ROUNDS;
      });
      expect(await quotaHits(place.listen, 'filed', 'keys')).toBe(ASIDE * ROUNDS);
      workplace.configure(`  - ${tenant('filed', KEYS * 2)}`, REST);
      await Promise.all([call(['tenants', 'reload']), give('update', KEYS * 2)]);
      await runtime.signal('SIGKILL');
    }
    {
      using runtime = new RuntimeProcess(workplace.config, place);
      for (const id of IDS) {
        await until('all have the new settings', async () => {
          const settings = (await all(id, 'input', STAGES)).filter(({ kind }) => kind === 'settings');
          return settings.length >= STAGES.length;
        });
      }
      const done = await Promise.all([...IDS, ...IDS].map(redrive));
      expect(done.every(({ redriven, already }) => redriven + already > 0)).toBe(true);
      await runtime.signal('SIGKILL');
    }
    using runtime = new RuntimeProcess(workplace.config, place);
    await runtime.ready();
    for (const id of IDS) {
      const due = roundOf(0).flatMap((_, key) => [1, 2].flatMap((n) => both(`${key}-121-308`, n)));
      await until('all are back', async () => countsIn(await all(id, 'output')).length >= due.length);
      expect(countsIn(await all(id, 'output')).sort()).toEqual(due.sort());
      expect(await redrive(id)).toMatchObject({ redriven: 0 });
    }
    expect(await runtime.signal('SIGTERM')).toBe(0);

    const sent = new Set([0, 1].flatMap(roundOf));
    for (const id of IDS) {
      const again = (await all(id, 'input')).filter(({ kind }) => kind === REDRIVE).map(readRedrive);
      expect(again.length).toBeGreaterThanOrEqual(ASIDE * ROUNDS);
      const lines = again.map((record) => Buffer.from(record?.line ?? []).toString('latin1'));
      expect(lines.filter((text) => !sent.has(text))).toEqual([]);
      expect(countsIn(await all(id, 'output'))).toHaveLength(KEYS * ROUNDS * 2);
    }
    const { code, report } = await audited(workplace.config);
    expect({ code, found: differencesIn(report) }).toEqual({ code: 0, found: [] });
  });
});

function both(key: string, events: number): string[] {
  return [`${key} fragile ${events}`, `${key} statistics ${events}`];
}
