import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commandsOn, STATIONS, untilOthersAreDone } from '../support/process/beside.ts';
import { expectExactlyOnce } from '../support/process/exactly-once.ts';
import { LOOPING, MENDED, POISON } from '../support/process/looping.ts';
import { partitionRows, untilTaken } from '../support/process/rows.ts';
import { RuntimeProcess } from '../support/process/runtime-process.ts';
import { until } from '../support/process/until.ts';
import { Workplace } from '../support/process/workplace.ts';

const TENANTS = `
  - { id: looping, partitions: 2, analytics: [{ use: ./looping.ts }] }
  - { id: customer1, partitions: 2, analytics: [{ use: global-statistics }, { use: alarm-window, threshold: 2 }] }
`;

test('a partition whose analytic loops is quarantined, its neighbours go on exactly once, and a person lets it go on', {
  timeout: 120_000,
}, async () => {
  using workplace = new Workplace(TENANTS);
  const module = join(workplace.folder, 'looping.ts');
  writeFileSync(module, LOOPING);
  using runtime = new RuntimeProcess(workplace.config, workplace.data);
  await runtime.ready();
  const { run, send } = commandsOn(workplace.config);
  await send('looping', 1);
  await send('customer1', 1);
  await untilTaken(runtime, 2 * STATIONS);

  await run(['send', 'looping'], POISON);
  await send('looping', 2);
  await send('customer1', 2);
  const quarantined = await until('it is quarantined, with all before taken', async () => {
    const found = (await partitionRows(runtime)).find(({ phase }) => phase === 'quarantined');
    return found !== undefined && found.lag > 0 && found.checkpoint?.sequence === found.sequence ? found : undefined;
  });
  const input = quarantined.sequence + 1;
  expect(quarantined).toMatchObject({ tenant: 'looping', error: { code: 'partition-quarantined' } });
  expect(quarantined.error?.what).toContain(`at input ${input},`);
  const poison = (await workplace.records('looping', quarantined.partition, 'input')).at(input - 1);
  expect(Buffer.from(poison?.payload ?? []).toString()).toBe(POISON);
  // The others go on, and nobody is told that the process is not ready.
  await untilOthersAreDone(runtime);
  expect(await run(['tenants'])).toMatch(/^looping +quarantined /m);
  expect(await run(['partitions'])).toContain(
    `looping/${quarantined.partition}: partition-quarantined: an analytic or format did not come to its end at input ${input}`,
  );
  const metrics = await (await fetch(`${await runtime.ready()}/metrics`)).text();
  expect(metrics).toContain(
    `millrace_partition_phase{tenant="looping",partition="${quarantined.partition}",phase="quarantined"} 1`,
  );
  // The thread was replaced once: it is not tried again.
  expect(runtime.output.match(/partition-quarantined/g)).toHaveLength(1);

  writeFileSync(module, MENDED);
  await run(['tenants', 'stop', 'looping']);
  await run(['tenants', 'start', 'looping']);
  await untilTaken(runtime, 4 * STATIONS + 1);
  expect((await partitionRows(runtime)).map(({ phase }) => phase)).toEqual(Array.from({ length: 4 }, () => 'running'));
  expect(await runtime.signal('SIGTERM')).toBe(0);
  expect(await expectExactlyOnce(workplace, 'customer1')).toBeGreaterThanOrEqual(2 * STATIONS);
  const counts: string[] = [];
  for (const partition of [0, 1]) {
    for (const { kind, payload } of await workplace.records('looping', partition, 'output')) {
      if (kind === 'count') counts.push(Buffer.from(payload).toString());
    }
  }
  const due = Array.from({ length: STATIONS }, (_, i) => [`${i + 1}:1`, `${i + 1}:2`]).flat();
  expect(counts.toSorted()).toEqual([...due, '666:mended'].map((text) => JSON.stringify(text)).toSorted());
});
