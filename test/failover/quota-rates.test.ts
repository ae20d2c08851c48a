import { expect, test } from 'vitest';
import { audited, differencesIn } from '../support/process/audit.ts';
import { millrace } from '../support/process/millrace.ts';
import { partitionRows, untilTaken } from '../support/process/rows.ts';
import { RuntimeProcess } from '../support/process/runtime-process.ts';
import { until } from '../support/process/until.ts';
import { Workplace } from '../support/process/workplace.ts';

const tenant = (id: string, quotas: string): string => `
  - id: ${id}
    partitions: 2
    analytics: [{ use: global-statistics }, { use: alarm-window, threshold: 1 }]
    quotas: { ${quotas} }
`;
const IDS = ['free', 'read', 'sent'] as const;
const tenants = [tenant('free', ''), tenant('read', 'inputRate: 200'), tenant('sent', 'resultRate: 250')].join('');
const LINES = 1200;
const lines = Array.from({ length: LINES }, (_, i) => {
  const time = new Date(Date.UTC(2017, 1, 19, 14) + i * 500).toISOString().slice(0, 19).replace('T', ' ');
  return i % 100 === 7 ? 'wrong' : `${i % 30},121,308,${time} UTC,${i},999999,${i % 3 === 0 ? 'False' : 'True'},`;
});

test('rates delay, and change no result, through a kill -9', { timeout: 120_000 }, async () => {
  using workplace = new Workplace(tenants);
  const results = async (id: string): Promise<readonly unknown[]> => {
    const logs = [0, 1].map(async (partition) => await workplace.records(id, partition, 'output'));
    return (await Promise.all(logs)).map((records) =>
      records.flatMap(({ kind, key, identity, payload }) =>
        identity === undefined || kind === 'progress' ? [] : [[kind, key, identity, Buffer.from(payload).toString()]],
      ),
    );
  };
  {
    using runtime = new RuntimeProcess(workplace.config, workplace.data);
    for (const id of IDS) {
      const sent = await millrace(['send', id, '--config', workplace.config], { input: lines.join('\n') });
      expect(sent).toMatchObject({ code: 0 });
    }
    const codes = await until('both that have a rate say that they wait for it', async () => {
      const rows = await partitionRows(runtime);
      const waiting = rows.filter(({ phase, lag, waitsFor }) => phase === 'running' && lag > 0 && waitsFor !== null);
      const found = new Set(waiting.map(({ tenant: id, waitsFor }) => `${id} ${waitsFor?.code}`));
      return found.size >= 2 ? [...found].sort() : undefined;
    });
    expect(codes).toEqual(['read input-rate', 'sent result-rate']);
    await runtime.signal('SIGKILL');
  }
  using runtime = new RuntimeProcess(workplace.config, workplace.data);
  await untilTaken(runtime, IDS.length * LINES);
  const rows = await until('nothing waits any more', async () => {
    const all = await partitionRows(runtime);
    return all.every(({ waitsFor }) => waitsFor === null) ? all : undefined;
  });
  const delayed = (id: string) =>
    rows
      .filter((row) => row.tenant === id)
      .flatMap(({ delays }) => Object.entries(delays).flatMap(([code, { count }]) => (count > 0 ? [code] : [])));
  expect([delayed('free'), ...new Set(delayed('read')), ...new Set(delayed('sent'))]).toEqual([
    [],
    'input-rate',
    'result-rate',
  ]);
  expect(await runtime.signal('SIGTERM')).toBe(0);
  const free = await results('free');
  expect(free.flat().length).toBeGreaterThan(LINES);
  expect(await results('read')).toEqual(free);
  expect(await results('sent')).toEqual(free);
  const { code, report } = await audited(workplace.config);
  expect({ code, found: differencesIn(report) }).toEqual({ code: 0, found: [] });
});
