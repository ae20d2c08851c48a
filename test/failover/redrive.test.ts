import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import type { LogRecord } from '../../connectors/log.ts';
import { audited, differencesIn } from '../support/process/audit.ts';
import { drained } from '../support/process/drained.ts';
import { countsIn, writeFragile } from '../support/process/fragile.ts';
import { binary, millrace } from '../support/process/millrace.ts';
import { untilTaken } from '../support/process/rows.ts';
import { RuntimeProcess } from '../support/process/runtime-process.ts';
import { until } from '../support/process/until.ts';
import { Workplace } from '../support/process/workplace.ts';

/** First the station is looked for where half of the lines don't have it, and the analytic throws. */
const tenant = (station: string, mended: boolean): string => `
  - id: customer1
    partitions: 2
    input: { format: json, key: [${station}, sensor, alarm], time: at, value: value, isActive: active }
    analytics:
      - use: global-statistics
      - { use: ./fragile.ts, settings: { mended: ${mended} } }
`;
const LINES = 4000;
const lines = Array.from({ length: LINES }, (_, key) => {
  const rest = { site: key, sensor: 1, alarm: 2, at: 1_487_514_013_000 + key, value: 240, active: true };
  return JSON.stringify(key % 2 === 0 ? { station: key, ...rest } : rest);
});

test('a fix of the configuration counts for what is redriven before the next start', { timeout: 90_000 }, async () => {
  using workplace = new Workplace(tenant('station', false));
  writeFragile(workplace.folder);
  const some = lines.slice(0, 40);
  {
    using runtime = new RuntimeProcess(workplace.config, workplace.data);
    const sent = await millrace(['send', 'customer1', '--config', workplace.config], { input: some.join('\n') });
    expect(sent).toMatchObject({ code: 0 });
    await untilTaken(runtime, some.length);
    // Told with its place, once by each partition.
    const told =
      /actor-failed: analytic fragile threw: not mended yet, actor \d+-1-2 at input \d+, \/.*\/fragile\.ts:8:\d+, /g;
    expect(runtime.output.match(told)).toHaveLength(2);
    await runtime.signal('SIGKILL');
  }
  workplace.configure(tenant('site', true));
  for (const redriven of [some.length, 0]) {
    const { code, stdout } = await millrace([
      'redrive',
      '--tenant',
      'customer1',
      '--config',
      workplace.config,
      '--json',
    ]);
    expect({ code, ...JSON.parse(stdout) }).toMatchObject({ code: 0, redriven });
  }
  using runtime = new RuntimeProcess(workplace.config, workplace.data);
  await drained(runtime, 2 * some.length);
  const outputs = await Promise.all([0, 1].map((partition) => workplace.records('customer1', partition, 'output')));
  const due = some.flatMap((_, key) => [`${key}-1-2 fragile 1`, `${key}-1-2 statistics 1`]);
  expect(countsIn(outputs.flat()).sort()).toEqual(due.sort());
});

test('what was set aside comes back once after a fix, through kill -9 and from several commands at once', {
  timeout: 180_000,
}, async () => {
  using workplace = new Workplace(tenant('station', false));
  writeFragile(workplace.folder);
  const both = async (direction: 'input' | 'output'): Promise<readonly LogRecord[]> =>
    (await Promise.all([0, 1].map((partition) => workplace.records('customer1', partition, direction)))).flat();
  const redrive = async (...args: string[]) => {
    const { code, stdout, stderr } = await millrace(
      ['redrive', '--tenant', 'customer1', '--config', workplace.config, '--json', ...args],
      {},
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return JSON.parse(stdout) as { redriven: number; already: number };
  };

  {
    using runtime = new RuntimeProcess(workplace.config, workplace.data);
    const sent = await millrace(['send', 'customer1', '--config', workplace.config], { input: lines.join('\n') });
    expect(sent).toMatchObject({ code: 0 });
    await drained(runtime, LINES);
  }
  expect(await redrive('--dry-run')).toMatchObject({ redriven: LINES, already: 0 });
  expect(await redrive('--dry-run', '--wrong')).toMatchObject({ redriven: LINES / 2, already: 0 });
  expect((await both('input')).filter(({ kind }) => kind === 'redrive')).toEqual([]);

  workplace.configure(tenant('site', true));
  using runtime = new RuntimeProcess(workplace.config, workplace.data);
  await until('both partitions have the new settings', async () => {
    return (await both('input')).filter(({ kind }) => kind === 'settings').length === 2;
  });

  const args = [binary, 'redrive', '--tenant', 'customer1', '--config', workplace.config];
  const killed = spawn(process.execPath, args, { stdio: 'ignore' });
  await until('some records are sent back in', async () => {
    return (await both('input')).some(({ kind }) => kind === 'redrive') || killed.exitCode !== null;
  });
  killed.kill('SIGKILL');
  if (killed.exitCode === null && killed.signalCode === null) await once(killed, 'exit');
  await runtime.signal('SIGKILL');

  using again = new RuntimeProcess(workplace.config, workplace.data);
  await Promise.all([redrive(), redrive('--dead-letter'), redrive('--wrong')]);
  await untilTaken(again, 2 * LINES);
  expect(await redrive()).toMatchObject({ redriven: 0, already: LINES });
  expect(await again.signal('SIGTERM')).toBe(0);

  const due = lines.flatMap((_, key) => [`${key}-1-2 fragile 1`, `${key}-1-2 statistics 1`]);
  expect(countsIn(await both('output')).sort()).toEqual(due.sort());
  const { code, report } = await audited(workplace.config);
  expect({ code, found: differencesIn(report) }).toEqual({ code: 0, found: [] });
});
