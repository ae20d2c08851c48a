import { expect, test } from 'vitest';
import { Ground } from '../support/owner/ground.ts';
import { MemorySite } from '../support/owner/site.ts';

const OVER = expect.stringMatching(/^quota-state-bytes: /);
const BOUND = { stateBytes: 500 };

test('an owner whose state is over its quota stops with a checkpoint of it, and the next one before it takes anything', async () => {
  await using ground = await Ground.open(new MemorySite());
  const results = async (): Promise<number> =>
    (await ground.records('output')).filter(({ identity }) => identity !== undefined).length;
  await ground.send(100);
  const checkpoint = { ...ground.spec.checkpoint, rebaseAfter: 1000 };
  const first = await ground.begin([], { ...BOUND, checkpoint });
  await ground.takes(first);
  // One of changes cannot tell: the next one is full, though nothing new has come.
  await ground.until('it has stopped', () => {
    ground.site.clock.advance(1000);
    return first.end !== undefined;
  });
  expect([first.end, first.sequence, first.checkpointed]).toEqual([OVER, 100, 100]);

  await ground.send(50);
  const before = await results();
  const second = await ground.begin([], BOUND);
  await second.ended;
  expect([second.end, second.sequence, await results()]).toEqual([OVER, 100, before]);

  await ground.settle({ stateBytes: 1_000_000 });
  await ground.expectExact();
});
