import { expect, test } from 'vitest';
import { tenantRateSpec } from '../../runtime/threads/tenant-rate.ts';
import { Ground } from '../support/owner/ground.ts';
import { MemorySite } from '../support/owner/site.ts';

test('what a rate has delayed is taken later, all of it', async () => {
  await using ground = await Ground.open(new MemorySite());
  await ground.send(400);
  const input = tenantRateSpec(200, 1) ?? expect.fail('no rate');
  const owner = await ground.begin([], { rates: { input } });
  await ground.takes(owner);
  await owner.drain();
  expect([owner.end, owner.sequence]).toEqual(['drained', 400]);
  await ground.expectExact();
});
