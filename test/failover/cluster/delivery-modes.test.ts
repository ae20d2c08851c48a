import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { logChoiceOf } from '../../../config/choices.ts';
import { loadConfig } from '../../../config/load.ts';
import { openLogs } from '../../../connectors/registry.ts';
import { systemClock } from '../../../runtime/base/clock.ts';
import { ClusterWorkplace } from '../../support/process/cluster-workplace.ts';
import { drained } from '../../support/process/drained.ts';
import { millrace } from '../../support/process/millrace.ts';
import { untilTaken } from '../../support/process/rows.ts';
import { RuntimeProcess } from '../../support/process/runtime-process.ts';
import { testCassandra } from '../../support/servers/cassandra.ts';
import { describeWith } from '../../support/servers/describe-with.ts';
import { testNats } from '../../support/servers/nats.ts';

// Kills its process, once, when it meets the value 666 while the file is there.
const MODULE = `
import { existsSync, rmSync } from 'node:fs';
import { defineActor, objectState } from 'millrace';
const trap = new URL('./trap', import.meta.url);
export const echo = defineActor({
  name: 'echo',
  state: objectState(() => ({ events: 0 })),
  onEvent(turn, state, event) {
    if (event.value === 666 && existsSync(trap)) {
      rmSync(trap);
      process.kill(process.pid, 'SIGKILL');
      for (;;);
    }
    turn.emit('echo', { value: event.value });
  },
});
`;
const BEFORE = 200;
const KILLER = 666;

/**
 * Of a process that had sent the results of so many lines and dies, without a checkpoint, while it takes one more: how often
 * each of their results is sent, and how often that of the line it died at.
 */
const TIMES_SENT = {
  'exactly-once': { before: 1, killer: 1 },
  'at-least-once': { before: 2, killer: 1 },
  'at-most-once': { before: 1, killer: 0 },
} as const;

await describeWith(['nats', 'cassandra'], 'after kill -9 without a checkpoint', () => {
  for (const [delivery, times] of Object.entries(TIMES_SENT)) {
    test(`${delivery}: results before it are sent ${times.before}x, that of the line it died at ${times.killer}x`, {
      timeout: 240_000,
    }, async () => {
      const servers = { nats: await testNats(), cassandra: await testCassandra() };
      const tenant = `  - { id: ${delivery}, partitions: 1, delivery: ${delivery}, analytics: [{ use: ./echo.ts }] }`;
      using workplace = new ClusterWorkplace(servers, tenant, 'ownership: { lease: 1s }\ncheckpoint: { every: 1h }');
      writeFileSync(join(workplace.folder, 'echo.ts'), MODULE);
      const send = async (values: readonly number[]): Promise<void> => {
        const input = values.map((value) => `7,121,308,2017-02-19 14:20:13 UTC,${value},0,True,`).join('\n');
        const { code, stderr } = await millrace(['send', delivery, '--config', workplace.config], { input });
        expect({ code, stderr }).toMatchObject({ code: 0 });
      };
      const values = Array.from({ length: BEFORE }, (_, i) => i + 1000);
      {
        using first = new RuntimeProcess(workplace.config, await workplace.place());
        await send(values);
        await untilTaken(first, BEFORE);
        writeFileSync(join(workplace.folder, 'trap'), '');
        await send([KILLER]);
        await first.ended();
      }
      expect(existsSync(join(workplace.folder, 'trap'))).toBe(false);
      // Acknowledged at the broker before the line was taken; otherwise behind checkpoints alone.
      const [acked, last] = await floorOf(workplace, delivery);
      expect(acked).toBe(delivery === 'at-most-once' ? last : 0);

      using second = new RuntimeProcess(workplace.config, await workplace.place());
      await send([1]);
      await drained(second, delivery === 'at-most-once' ? 1 : BEFORE + 2);
      const sent = new Map<number, number>();
      for (const { kind, payload } of await workplace.records(delivery, 0, 'output')) {
        if (kind !== 'echo') continue;
        const { value } = JSON.parse(Buffer.from(payload).toString()) as { value: number };
        sent.set(value, (sent.get(value) ?? 0) + 1);
      }
      expect(new Set(values.map((value) => sent.get(value) ?? 0))).toEqual(new Set([times.before]));
      expect([sent.get(KILLER) ?? 0, sent.get(1)]).toEqual([times.killer, 1]);
    });
  }
});

/** The newest acknowledged sequence of a tenant's first partition at the broker, and the last one there is. */
async function floorOf(workplace: ClusterWorkplace, tenant: string): Promise<readonly [acked: number, last: number]> {
  const logs = openLogs({ ...logChoiceOf(loadConfig(workplace.config).log), readOnly: true }, systemClock);
  try {
    const log = await logs.open({ tenant, partition: 0, count: 1, direction: 'input' });
    return [await log.acked(), (await log.bounds()).last];
  } finally {
    await logs.close();
  }
}
