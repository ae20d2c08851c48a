import { expect, test } from 'vitest';
import { quarantineOf } from '../../runtime/threads/quarantine.ts';
import { Ground } from '../support/owner/ground.ts';
import { MemorySite } from '../support/owner/site.ts';

test('a quarantined partition takes what comes before its input, checkpoints that, and a later owner goes on exactly once', async () => {
  await using ground = await Ground.open(new MemorySite());
  const place = { tenant: ground.spec.tenant, index: 0 } as const;
  await ground.send(100);
  const first = await ground.begin();
  await ground.takes(first);
  await first.crash();
  await ground.send(100);
  const quarantine = quarantineOf(place, { sequence: 151, thread: 1 }, undefined);
  // However many try, none of them takes it.
  for (let i = 0; i < 2; i++) {
    const held = await ground.begin([], { quarantine });
    await held.ended;
    expect([held.end, held.sequence, held.checkpointed]).toEqual(['drained', 150, 150]);
  }
  expect((await ground.records('output')).every(({ identity }) => (identity?.input ?? 0) <= 150)).toBe(true);
  await ground.settle();
  await ground.expectExact();
});
