import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { audited, differencesIn } from '../support/process/audit.ts';
import { drained } from '../support/process/drained.ts';
import { countsIn, writeFragile } from '../support/process/fragile.ts';
import { millrace } from '../support/process/millrace.ts';
import { untilTaken } from '../support/process/rows.ts';
import { RuntimeProcess } from '../support/process/runtime-process.ts';
import { until } from '../support/process/until.ts';
import { Workplace } from '../support/process/workplace.ts';

const TENANT = `
  - id: customer1
    partitions: 1
    analytics:
      - use: global-statistics
      - { use: ./fragile.ts, settings: { mended: true } }
      - { use: alarm-window }
`;
const KEY = '7-121-308';
const LINE = '7,121,308,2017-02-19 14:20:13 UTC,240,999999,True,';

test('a repaired actor goes on with its new state, through kill -9 and in an audit', { timeout: 120_000 }, async () => {
  using workplace = new Workplace(TENANT);
  writeFragile(workplace.folder);
  const file = join(workplace.folder, 'state.json');
  const command = async (args: readonly string[], input = '') =>
    await millrace([...args, '--config', workplace.config], { input });
  const repair = async (states: object, ...more: string[]) => {
    writeFileSync(file, JSON.stringify(states));
    return await command(['actor', KEY, '--repair', file, ...more]);
  };
  const stateOf = async (): Promise<unknown> => {
    const { stdout } = await command(['actor', KEY, '--json']);
    const [actor] = JSON.parse(stdout) as { analytics: { id: string; state?: { events: number } }[] }[];
    return actor?.analytics.find(({ id }) => id === 'fragile')?.state;
  };
  {
    using runtime = new RuntimeProcess(workplace.config, workplace.data);
    expect(await command(['send', 'customer1'], `${LINE}\n${LINE}\n`)).toMatchObject({ code: 0 });
    await untilTaken(runtime, 2);
    const reason = ['--reason', 'a test'];
    expect(await repair({ fragile: { events: 40 } })).toMatchObject({ code: 2 });
    const refused = await repair({ fragile: { events: 'many' } }, ...reason);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(
      /^repair-unfit: the state of fragile does not fit: events is string .*\{"events":2\}/,
    );
    const windows = await repair({ 'alarm-window': {} }, ...reason);
    expect(windows.stderr).toMatch(/^repair-unfit: alarm-window keeps windows/);
    expect((await workplace.records('customer1', 0, 'input')).some(({ kind }) => kind === 'repair')).toBe(false);

    const done = await repair({ fragile: { events: 40 } }, ...reason, '--by', 'somebody');
    expect(done).toMatchObject({ code: 0, stderr: '' });
    await until('the state is the new one', async () => JSON.stringify(await stateOf()) === '{"events":40}');
    await runtime.signal('SIGKILL');
  }
  using runtime = new RuntimeProcess(workplace.config, workplace.data);
  expect(await command(['send', 'customer1'], `${LINE}\n`)).toMatchObject({ code: 0 });
  await drained(runtime, 3);
  const counts = countsIn(await workplace.records('customer1', 0, 'output'));
  expect(counts.filter((count) => count.includes('fragile'))).toEqual([1, 2, 41].map((n) => `${KEY} fragile ${n}`));
  const record = (await workplace.records('customer1', 0, 'input')).find(({ kind }) => kind === 'repair');
  expect(JSON.parse(Buffer.from(record?.payload ?? []).toString())).toEqual({
    key: KEY,
    states: { fragile: { events: 40 } },
    by: 'somebody',
    reason: 'a test',
  });
  const { code, report } = await audited(workplace.config);
  expect({ code, found: differencesIn(report) }).toEqual({ code: 0, found: [] });
});
