import { expect, test } from 'vitest';
import { INGEST, MERGE } from '../../../connectors/log.ts';
import { checkpointPhase } from '../../../runtime/checkpoint/phase.ts';
import { Schedule } from '../../../runtime/checkpoint/schedule.ts';

test('partitions that begin together take their first checkpoints apart, none at once and none late', () => {
  for (const count of [1, 2, 4, 8, 64]) {
    const stages = [INGEST, MERGE, ...Array.from({ length: count }, (_, index) => index)] as const;
    const phases = stages.map((stage) => checkpointPhase('customer1', stage)).sort((a, b) => a - b);
    expect(phases[0]).toBeGreaterThanOrEqual(0.25);
    expect(phases.at(-1)).toBeLessThan(1);
    const gaps = phases.slice(1).map((phase, i) => phase - (phases[i] as number));
    expect(Math.min(...gaps)).toBeGreaterThan(0.25 / stages.length);
  }
  expect(checkpointPhase('customer1', 0)).not.toBe(checkpointPhase('customer2', 0));
});

test('only the first one is sooner', () => {
  const schedule = new Schedule(1000, 10, 0, 0.4);
  expect([schedule.isDue(399), schedule.isDue(400), schedule.dueIn(100)]).toEqual([false, true, 300]);
  schedule.begun(400);
  expect([schedule.isDue(1399), schedule.isDue(1400)]).toEqual([false, true]);
});
