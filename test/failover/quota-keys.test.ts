import { expect, test } from 'vitest';
import type { LogRecord } from '../../connectors/log.ts';
import { audited, differencesIn } from '../support/process/audit.ts';
import { countsIn, writeFragile } from '../support/process/fragile.ts';
import { millrace } from '../support/process/millrace.ts';
import { untilTaken } from '../support/process/rows.ts';
import { RuntimeProcess } from '../support/process/runtime-process.ts';
import { until } from '../support/process/until.ts';
import { Workplace } from '../support/process/workplace.ts';

const tenant = (keys: number): string => `
  - id: customer1
    partitions: 2
    analytics:
      - use: global-statistics
      - { use: ./fragile.ts, settings: { mended: true } }
    quotas: { keys: ${keys} }
`;
const KEYS = 300;
const QUOTA = 100;
const line = (key: number, second: number): string =>
  `${key},121,308,2017-02-19 14:20:${String(second).padStart(2, '0')} UTC,240,999999,True,`;
/** Each key three times. */
const lines = [10, 20, 30].flatMap((second) => Array.from({ length: KEYS }, (_, key) => line(key, second)));

test('keys over the quota are set aside, the same through kill -9, and come back once it is raised', {
  timeout: 120_000,
}, async () => {
  using workplace = new Workplace(tenant(QUOTA));
  writeFragile(workplace.folder);
  const all = async (direction: 'input' | 'output'): Promise<readonly LogRecord[]> =>
    (await Promise.all([0, 1].map((partition) => workplace.records('customer1', partition, direction)))).flat();
  const send = async (some: readonly string[]) => {
    const sent = await millrace(['send', 'customer1', '--config', workplace.config], { input: some.join('\n') });
    expect(sent).toMatchObject({ code: 0 });
  };
  const redrive = async () => {
    const args = ['redrive', '--tenant', 'customer1', '--dead-letter', '--config', workplace.config, '--json'];
    const { code, stdout, stderr } = await millrace(args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return JSON.parse(stdout) as { redriven: number; already: number };
  };
  for (let life = 0; life < 3; life++) {
    using runtime = new RuntimeProcess(workplace.config, workplace.data);
    await runtime.ready();
    await send(lines.slice(life * KEYS, (life + 1) * KEYS));
    await untilTaken(runtime, (life + 1) * KEYS);
    await runtime.signal('SIGKILL');
  }
  const aside = (await all('output')).filter(({ kind }) => kind === 'dead-letter');
  const codes = new Set(aside.map(({ payload }) => JSON.parse(Buffer.from(payload).toString()).Content.Code));
  expect([aside.length, codes]).toEqual([3 * (KEYS - QUOTA), new Set(['quota-keys'])]);
  const before = await audited(workplace.config);
  expect({ code: before.code, found: differencesIn(before.report) }).toEqual({ code: 0, found: [] });

  workplace.configure(tenant(KEYS * 2));
  using runtime = new RuntimeProcess(workplace.config, workplace.data);
  await until('both partitions have the new settings', async () => {
    return (await all('input')).filter(({ kind }) => kind === 'settings').length === 2;
  });
  await Promise.all([redrive(), redrive()]);
  await untilTaken(runtime, lines.length + aside.length);
  expect(await redrive()).toMatchObject({ redriven: 0, already: aside.length });
  expect(await runtime.signal('SIGTERM')).toBe(0);

  const due = Array.from({ length: KEYS }, (_, key) => [1, 2, 3].flatMap((n) => both(`${key}-121-308`, n))).flat();
  expect(countsIn(await all('output')).sort()).toEqual(due.sort());
  const { code, report } = await audited(workplace.config);
  expect({ code, found: differencesIn(report) }).toEqual({ code: 0, found: [] });
});

function both(key: string, events: number): string[] {
  return [`${key} fragile ${events}`, `${key} statistics ${events}`];
}
