import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commandsOn, STATIONS, untilOthersAreDone } from '../support/process/beside.ts';
import { expectExactlyOnce } from '../support/process/exactly-once.ts';
import { POISON } from '../support/process/looping.ts';
import { partitionRows, untilTaken } from '../support/process/rows.ts';
import { RuntimeProcess } from '../support/process/runtime-process.ts';
import { until } from '../support/process/until.ts';
import { Workplace } from '../support/process/workplace.ts';

const TENANTS = `
  - { id: careless, partitions: 4, analytics: [{ use: ./careless.ts }] }
  - { id: customer1, partitions: 2, analytics: [{ use: global-statistics }, { use: alarm-window, threshold: 2 }] }
`;

const moduleOf = (atPoison: string): string => `
import { defineActor, objectState } from 'millrace';
async function tell(): Promise<void> { await undefined; throw new Error('nobody answers'); }
export const careless = defineActor({
  name: 'careless',
  state: objectState(() => ({ events: 0 })),
  onEvent(turn, state, event) {
    state.events++;
    turn.emit('count', \`\${event.station}:\${state.events}\`);
    if (event.value === 666) { ${atPoison} }
  },
});
`;

test.each([
  ['a promise', 'void tell();', 'nobody answers', 'careless.ts:3:'],
  ['a timer', "setTimeout(() => { throw new Error('too late'); }, 1);", 'too late', 'careless.ts:10:'],
  ['a request', "void fetch('http://127.0.0.1:1/');", 'fetch failed', ''],
])(
  '%s that a module leaves behind and that fails quarantines its partition, and no thread is lost',
  {
    timeout: 120_000,
  },
  async (_, careless, what, where) => {
    using workplace = new Workplace(TENANTS);
    const module = join(workplace.folder, 'careless.ts');
    writeFileSync(module, moduleOf(careless));
    using runtime = new RuntimeProcess(workplace.config, workplace.data);
    await runtime.ready();
    const { run, send } = commandsOn(workplace.config);
    await send('careless', 1);
    await send('customer1', 1);
    await untilTaken(runtime, 2 * STATIONS);

    await run(['send', 'careless'], POISON);
    const quarantined = await until('it is quarantined, with a checkpoint of all it has taken', async () => {
      const found = (await partitionRows(runtime)).find(({ phase }) => phase === 'quarantined');
      return found?.checkpoint?.sequence === found?.sequence ? found : undefined;
    });
    expect(quarantined).toMatchObject({ tenant: 'careless', error: { code: 'partition-quarantined' } });
    expect(quarantined.error?.what).toBe(`a module has left a promise or timer behind, which failed: ${what}`);
    expect(quarantined.error?.where).toContain(where);
    await send('careless', 2);
    await send('customer1', 2);
    await untilOthersAreDone(runtime);
    expect(runtime.output).not.toContain('worker-lost');
    const others = (await partitionRows(runtime)).filter(({ phase }) => phase !== 'quarantined');
    expect(others.map(({ epoch }) => epoch)).toEqual(others.map(() => 1));

    writeFileSync(module, moduleOf('state.events = 0;'));
    await run(['tenants', 'stop', 'careless']);
    await run(['tenants', 'start', 'careless']);
    await untilTaken(runtime, 4 * STATIONS + 1);
    expect(await runtime.signal('SIGTERM')).toBe(0);
    expect(await expectExactlyOnce(workplace, 'customer1')).toBeGreaterThanOrEqual(2 * STATIONS);
    const counts: string[] = [];
    for (const partition of [0, 1, 2, 3]) {
      for (const { kind, payload } of await workplace.records('careless', partition, 'output')) {
        if (kind === 'count') counts.push(JSON.parse(Buffer.from(payload).toString()));
      }
    }
    const due = Array.from({ length: STATIONS }, (_, i) => [`${i + 1}:1`, `${i + 1}:2`]).flat();
    expect(counts.toSorted()).toEqual([...due, '666:1'].toSorted());
  },
);
