import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { audited, differencesIn } from '../support/process/audit.ts';
import { commandsOn, STATIONS } from '../support/process/beside.ts';
import { untilTaken } from '../support/process/rows.ts';
import { RuntimeProcess } from '../support/process/runtime-process.ts';
import { Workplace } from '../support/process/workplace.ts';

const MODULE = `
import { defineActor, objectState } from 'millrace';
export const leaving = defineActor({
  name: 'leaving',
  state: objectState(() => ({})),
  onEvent() { process.exit(0); },
});
`;

test('process.exit in a module makes dead letters as a throw does: no thread is lost, and an audit does not end by it', {
  timeout: 90_000,
}, async () => {
  using workplace = new Workplace(`
  - { id: customer1, partitions: 2, analytics: [{ use: global-statistics }, { use: ./leaving.ts }] }
`);
  writeFileSync(join(workplace.folder, 'leaving.ts'), MODULE);
  using runtime = new RuntimeProcess(workplace.config, workplace.data);
  await runtime.ready();
  await commandsOn(workplace.config).send('customer1', 1);
  await untilTaken(runtime, STATIONS);
  expect(await runtime.signal('SIGTERM')).toBe(0);
  expect(runtime.output).toMatch(
    /analytic leaving threw: actor-misuse: process\.exit was called, .*leaving\.ts:6:\d+, /,
  );
  expect(runtime.output).not.toContain('worker-lost');

  const outputs = await Promise.all([0, 1].map((partition) => workplace.records('customer1', partition, 'output')));
  const letters = outputs.flat().filter(({ kind }) => kind === 'dead-letter');
  expect(letters).toHaveLength(STATIONS);
  const { code, report } = await audited(workplace.config);
  expect([code, report.agrees, differencesIn(report)]).toEqual([0, true, []]);
});
