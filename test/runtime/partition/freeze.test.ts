import { expect, test } from 'vitest';
import { limits } from '../../../runtime/base/limits.ts';
import { tenantOf } from '../../support/process/tenant.ts';
import { partitionOf } from '../../support/reference/run.ts';

const ACTORS = 5000;
const settings = tenantOf('analytics: [{ use: global-statistics }, { use: alarm-window }]');

test('no step of a checkpoint grows with the number of actors', () => {
  const partition = partitionOf({ settings });
  const take = (sequence: number, station: number): void => {
    const payload = Buffer.from(`${station},141,312,2017-02-19 14:20:13 UTC,240,0,True,`);
    partition.take({ sequence, arrival: sequence, kind: 'event', key: '', payload });
  };
  for (let i = 1; i <= ACTORS; i++) take(i, i);

  for (const all of [true, false]) {
    let written = 0;
    partition.freeze(all, () => {
      written++;
    });
    expect(written).toBe(0);
    let steps = 0;
    for (let before = 0, more = true; more; before = written) {
      // Events go on between; each writes at most the one actor that it changes.
      take(ACTORS * (all ? 1 : 2) + ++steps, steps);
      expect(written - before).toBeLessThanOrEqual(1);
      more = partition.advanceFreeze();
      expect(written - before).toBeLessThanOrEqual(limits.freezeActors + 1);
    }
    expect(written).toBe(all ? ACTORS : partition.actors);
    expect(steps).toBeGreaterThanOrEqual(ACTORS / limits.freezeActors);
    for (let i = 1; i <= ACTORS; i++) take(10 * ACTORS + i, i);
  }
});
