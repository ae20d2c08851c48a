import { expect, test } from 'vitest';
import { MERGE } from '../../connectors/log.ts';
import { audited } from '../support/process/audit.ts';
import { resultsIn } from '../support/process/exactly-once.ts';
import { millrace } from '../support/process/millrace.ts';
import { RuntimeProcess } from '../support/process/runtime-process.ts';
import { until } from '../support/process/until.ts';
import { Workplace } from '../support/process/workplace.ts';
import { ECHO } from '../support/reference/chaining.ts';
import { line } from '../support/reference/records.ts';

const LINES = 400;
const START = Date.UTC(2017, 1, 19, 14);

/** Its echo throws on the results of every second event. */
const tenant = (throwsAt: number): string => `
  - id: customer1
    partitions: 2
    analytics:
      - use: global-statistics
      - { use: ${ECHO}, of: [global-statistics], by: tenant, settings: { throwsAt: ${throwsAt} } }
`;

test('what a chained analytic threw on comes back once after a fix, and is its alone', {
  timeout: 90_000,
}, async () => {
  using workplace = new Workplace(tenant(2000));
  const lines = Array.from({ length: LINES }, (_, i) => line({ key: [i % 50, 1, 1], time: START + i * 1000 }));
  const merged = async (kind?: string): Promise<readonly unknown[]> =>
    (await resultsIn(workplace, 'customer1', MERGE))
      .filter(({ output }) => kind === undefined || output === kind)
      .map(({ json }) => JSON.parse(json));
  {
    using runtime = new RuntimeProcess(workplace.config, workplace.data);
    await runtime.ready();
    const sent = await millrace(['send', 'customer1', '--config', workplace.config], { input: lines.join('\n') });
    expect(sent).toMatchObject({ code: 0 });
    await until('all results are taken', async () => (await merged()).length >= LINES || undefined);
    expect(await runtime.signal('SIGTERM')).toBe(0);
  }
  expect(await merged('echo')).toHaveLength(LINES / 2);
  expect(await merged('dead-letter')).toHaveLength(LINES / 2);

  workplace.configure(tenant(0));
  for (const redriven of [LINES / 2, 0]) {
    const args = ['redrive', '--tenant', 'customer1', '--config', workplace.config, '--json'];
    const { code, stdout } = await millrace(args);
    expect({ code, ...JSON.parse(stdout) }).toMatchObject({ code: 0, redriven });
  }
  using runtime = new RuntimeProcess(workplace.config, workplace.data);
  await until('all results have come back', async () => (await merged()).length >= 1.5 * LINES || undefined);
  expect(await runtime.signal('SIGTERM')).toBe(0);
  const echoes = (await merged('echo')) as readonly { readonly Number: number; readonly Time: number }[];
  expect(echoes.map(({ Number: number }) => number)).toEqual(echoes.map((_, i) => i + 1));
  expect(new Set(echoes.map(({ Time }) => Time)).size).toBe(LINES);
  expect(echoes).toHaveLength(LINES);
  expect(await audited(workplace.config)).toMatchObject({ code: 0 });
});
