import { describe, expect, test } from 'vitest';
import { drained } from '../support/process/drained.ts';
import { Feeder } from '../support/process/feeder.ts';
import { untilTaken } from '../support/process/rows.ts';
import { RuntimeProcess } from '../support/process/runtime-process.ts';
import { Workplace } from '../support/process/workplace.ts';

const LINES = 500;
// How often each result is sent when a process is killed that had sent all of them and had taken no checkpoint.
const TIMES_SENT = { 'exactly-once': 1, 'at-least-once': 2, 'at-most-once': 1 } as const;

describe('after kill -9 without a checkpoint', () => {
  for (const [delivery, times] of Object.entries(TIMES_SENT)) {
    test(`${delivery} has sent each result ${times === 1 ? 'once' : 'twice'}`, { timeout: 60_000 }, async () => {
      const tenant = `  - { id: customer1, partitions: 2, delivery: ${delivery}, analytics: [{ use: global-statistics }] }`;
      using workplace = new Workplace(tenant, 'checkpoint: { every: 1h }');
      using feeder = new Feeder(workplace, 'customer1', { stations: 2 });
      await feeder.send(LINES);
      await feeder.end();
      using first = new RuntimeProcess(workplace.config, workplace.data);
      await untilTaken(first, LINES);
      await first.signal('SIGKILL');
      using second = new RuntimeProcess(workplace.config, workplace.data);
      await drained(second, delivery === 'at-most-once' ? 0 : LINES);

      const sent = new Map<string, number>();
      for (const partition of [0, 1]) {
        for (const { kind, identity } of await workplace.records('customer1', partition, 'output')) {
          if (kind === 'fence') continue;
          const name = `${partition} ${identity?.input} ${identity?.index}`;
          sent.set(name, (sent.get(name) ?? 0) + 1);
        }
      }
      expect(sent.size).toBe(LINES);
      expect([...new Set(sent.values())]).toEqual([times]);
    });
  }
});
