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

/** The first or second of two echoes throws on the results of every second event. */
const tenant = (thrower: 'first' | 'second', throwsAt: number): string => `
  - id: customer1
    partitions: 2
    analytics:
      - use: global-statistics
      - { use: ${ECHO}, id: first, of: [global-statistics], by: tenant, settings: { throwsAt: ${thrower === 'first' ? throwsAt : 0} } }
      - { use: ${ECHO}, id: second, of: [first], settings: { throwsAt: ${thrower === 'second' ? throwsAt : 0} } }
`;

type Echo = { readonly Number: number; readonly Time: number; readonly Of: string };

test.each(['first', 'second'] as const)(
  'what the %s of two chained analytics threw on comes back once after a fix, and is its alone',
  { timeout: 90_000 },
  async (thrower) => {
    using workplace = new Workplace(tenant(thrower, 2000));
    const lines = Array.from({ length: LINES }, (_, i) => line({ key: [i % 50, 1, 1], time: START + i * 1000 }));
    const merged = async (kind?: string): Promise<readonly unknown[]> =>
      (await resultsIn(workplace, 'customer1', MERGE))
        .filter(({ output }) => kind === undefined || output === kind)
        .map(({ json }) => JSON.parse(json));
    const echoesOf = async (of: string): Promise<readonly Echo[]> =>
      ((await merged('echo')) as readonly Echo[]).filter(({ Of }) => Of === of);
    const untilGiven = async (results: number): Promise<unknown> =>
      await until('all results are taken', async () => (await merged()).length >= results || undefined);
    {
      using runtime = new RuntimeProcess(workplace.config, workplace.data);
      await runtime.ready();
      const sent = await millrace(['send', 'customer1', '--config', workplace.config], { input: lines.join('\n') });
      expect(sent).toMatchObject({ code: 0 });
      await untilGiven(thrower === 'first' ? 1.5 * LINES : 2 * LINES);
      expect(await runtime.signal('SIGTERM')).toBe(0);
    }
    expect(await echoesOf('global-statistics')).toHaveLength(thrower === 'first' ? LINES / 2 : LINES);
    expect(await echoesOf('first')).toHaveLength(LINES / 2);
    expect(await merged('dead-letter')).toHaveLength(LINES / 2);

    workplace.configure(tenant(thrower, 0));
    for (const redriven of [LINES / 2, 0]) {
      const args = ['redrive', '--tenant', 'customer1', '--config', workplace.config, '--json'];
      const { code, stdout } = await millrace(args);
      expect({ code, ...JSON.parse(stdout) }).toMatchObject({ code: 0, redriven });
    }
    using runtime = new RuntimeProcess(workplace.config, workplace.data);
    await untilGiven(2.5 * LINES);
    expect(await runtime.signal('SIGTERM')).toBe(0);
    const echoes = await echoesOf('global-statistics');
    expect(echoes.map(({ Number: number }) => number)).toEqual(echoes.map((_, i) => i + 1));
    for (const of of ['global-statistics', 'first']) {
      const taken = await echoesOf(of);
      expect(new Set(taken.map(({ Time }) => Time)).size).toBe(LINES);
      expect(taken).toHaveLength(LINES);
    }
    expect(await audited(workplace.config)).toMatchObject({ code: 0 });
  },
);
