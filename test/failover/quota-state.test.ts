import { expect, test } from 'vitest';
import type { PartitionRow } from '../../runtime/control/runtime-control.ts';
import { audited, differencesIn } from '../support/process/audit.ts';
import { millrace } from '../support/process/millrace.ts';
import { partitionRows, untilTaken } from '../support/process/rows.ts';
import { RuntimeProcess } from '../support/process/runtime-process.ts';
import { until } from '../support/process/until.ts';
import { Workplace } from '../support/process/workplace.ts';

const tenants = (stateBytes: string): string => `
  - { id: large, partitions: 2, analytics: [{ use: global-statistics }], quotas: { stateBytes: ${stateBytes} } }
  - { id: other, partitions: 1, analytics: [{ use: global-statistics }] }
`;
const FAST = 'checkpoint: { every: 100ms, rebaseAfter: 4 }';
const line = (key: number, second: number): string =>
  `${key},121,308,2017-02-19 14:20:${String(second).padStart(2, '0')} UTC,240.5,999999,True,`;
/** Some keys often, so that checkpoints of changes pass the quota long before the state does; then many. */
const FEW = 200;
const MANY = 6000;

test('a state over the quota stops its partition, and nothing is lost when the quota is raised', {
  timeout: 120_000,
}, async () => {
  using workplace = new Workplace(tenants('60KiB'), FAST);
  const send = async (id: string, lines: readonly string[]) => {
    const sent = await millrace(['send', id, '--config', workplace.config], { input: lines.join('\n') });
    expect(sent).toMatchObject({ code: 0 });
  };
  // Whether or not all of them take input.
  const rowsOf = async (runtime: RuntimeProcess) => await runtime.get<readonly PartitionRow[]>('/v1/partitions', false);
  const failed = async (runtime: RuntimeProcess) =>
    await until('both partitions have stopped', async () => {
      const rows = (await rowsOf(runtime)).filter(({ tenant }) => tenant === 'large');
      return rows.every(({ phase }) => phase === 'failed') ? rows : undefined;
    });
  const results = async () => {
    const outputs = await Promise.all([0, 1].map((partition) => workplace.records('large', partition, 'output')));
    return outputs.flat().filter(({ kind }) => kind === 'statistics');
  };
  const few = (second: number) => Array.from({ length: FEW }, (_, key) => line(key, second));
  {
    using runtime = new RuntimeProcess(workplace.config, workplace.data);
    await runtime.ready();
    for (let round = 0; round < 8; round++) {
      await send('large', few(round));
      const rows = await untilTaken(runtime, (round + 1) * FEW);
      await until('a checkpoint holds it', async () => {
        const now = (await partitionRows(runtime)).filter(({ tenant }) => tenant === 'large');
        return now.every(({ checkpoint, sequence }) => checkpoint?.sequence === sequence) ? now : undefined;
      });
      expect(rows.map(({ phase }) => phase)).toEqual(['running', 'running', 'running']);
    }
    await send(
      'large',
      Array.from({ length: MANY }, (_, key) => line(key, 10)),
    );
    const rows = await failed(runtime);
    for (const { error } of rows) expect(error).toMatchObject({ code: 'quota-state-bytes' });
    await send('other', few(1));
    await until('the other tenant goes on', async () => {
      const all = await rowsOf(runtime);
      return all.some(({ tenant, quality }) => tenant === 'other' && quality.events === FEW) || undefined;
    });
    // The process stays in a balancer, for the other one's sake.
    expect((await fetch(`${await runtime.listening()}/readyz`)).status).toBe(200);
    await runtime.signal('SIGTERM');
  }
  await send('large', few(20));
  const before = (await results()).length;
  {
    using runtime = new RuntimeProcess(workplace.config, workplace.data);
    await failed(runtime);
    await runtime.signal('SIGTERM');
    expect(await results()).toHaveLength(before);
  }
  workplace.configure(tenants('20MiB'), FAST);
  using runtime = new RuntimeProcess(workplace.config, workplace.data);
  const lines = 8 * FEW + MANY + FEW;
  await untilTaken(runtime, lines + FEW);
  expect(await runtime.signal('SIGTERM')).toBe(0);
  expect(await results()).toHaveLength(lines);
  const { code, report } = await audited(workplace.config);
  expect({ code, found: differencesIn(report) }).toEqual({ code: 0, found: [] });
});
