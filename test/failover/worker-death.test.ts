import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { millrace } from '../support/process/millrace.ts';
import { partitionRows, untilTaken } from '../support/process/rows.ts';
import { RuntimeProcess } from '../support/process/runtime-process.ts';
import { Workplace } from '../support/process/workplace.ts';

// Ends its thread, once, when it meets the value 666 while the file is there.
const MODULE = `
import { existsSync, rmSync } from 'node:fs';
import { defineActor, objectState } from 'millrace';
const trap = new URL('./trap', import.meta.url);
export const counting = defineActor({
  name: 'counting',
  state: objectState(() => ({ events: 0 })),
  onEvent(turn, state, event) {
    if (event.value === 666 && existsSync(trap)) {
      rmSync(trap);
      process.reallyExit(7);
    }
    state.events++;
    turn.emit('count', { key: turn.key, events: state.events });
  },
});
`;

test('a worker that dies is replaced and its partitions recover while the others go on', {
  timeout: 90_000,
}, async () => {
  using workplace = new Workplace('  - { id: customer1, partitions: 4, analytics: [{ use: ./counting.ts }] }');
  const trap = join(workplace.folder, 'trap');
  writeFileSync(join(workplace.folder, 'counting.ts'), MODULE);
  using runtime = new RuntimeProcess(workplace.config, workplace.data);
  await runtime.ready();
  const send = async (lines: readonly string[]) => {
    const { code, stderr } = await millrace(['send', 'customer1', '--config', workplace.config], {
      input: lines.join('\n'),
    });
    expect({ code, stderr }).toMatchObject({ code: 0 });
  };
  await send(linesOf(1, 200));
  const before = await untilTaken(runtime, 200);

  writeFileSync(trap, '');
  await send(['7,121,308,2017-02-19 14:20:13 UTC,666,0,True,', ...linesOf(2, 200)]);
  const after = await untilTaken(runtime, 401);
  expect(existsSync(trap)).toBe(false);
  expect(await partitionRows(runtime)).toHaveLength(4);
  const epochs = after.map(({ epoch }, i) => epoch - (before[i]?.epoch ?? 0));
  // Two of four partitions were on the thread that died.
  expect(epochs.toSorted()).toEqual([0, 0, 1, 1]);
  expect(runtime.output).toContain('worker-lost');
  expect(await runtime.signal('SIGTERM')).toBe(0);

  const counts = new Map<string, number[]>();
  for (const partition of [0, 1, 2, 3]) {
    for (const { kind, payload } of await workplace.records('customer1', partition, 'output')) {
      if (kind !== 'count') continue;
      const { key, events } = JSON.parse(Buffer.from(payload).toString()) as { key: string; events: number };
      counts.set(key, [...(counts.get(key) ?? []), events]);
    }
  }
  expect([...counts.values()].flat()).toHaveLength(401);
  for (const events of counts.values()) expect(events).toEqual(events.map((_, i) => i + 1));
});

/** A line of each of so many stations, at a minute of their own. */
function linesOf(minute: number, stations: number): readonly string[] {
  return Array.from({ length: stations }, (_, i) => `${i + 1},121,308,2017-02-19 14:0${minute}:00 UTC,240,0,True,`);
}
