import { beforeAll, expect, test } from 'vitest';
import '../support/owner/small-limits.ts';
import { Line } from '../support/network/line.ts';
import { Ground } from '../support/owner/ground.ts';
import { ServerSite } from '../support/owner/site.ts';
import { describeWith } from '../support/servers/describe-with.ts';
import { testNats } from '../support/servers/nats.ts';

// A fence is one batch of messages: whole or nothing, wherever its connection breaks.
await describeWith(['nats', 'cassandra'], 'an owner whose connection breaks in the midst of its fence', () => {
  beforeAll(async () => await new ServerSite().prepare());

  for (const [moment, text] of [
    ['after the first message', 'Nats-Batch-Sequence: 2\r\n'],
    ['before the last message, which commits it', 'Nats-Batch-Commit: 1'],
  ] as const) {
    test(`${moment}, has stored none of it`, async () => {
      await using ground = await Ground.open(new ServerSite());
      await ground.send(6, 4);
      const before = await ground.begin();
      await ground.takes(before);
      await before.crash();
      const stored = await ground.records('output');
      const line = await Line.open(await testNats());
      const cut = line.cutBefore(text);
      const life = await ground.begin([], { nats: line.url });
      await cut;
      await life.ended;
      expect(life.end).toMatch(/^outcome-unknown/);
      expect(await ground.records('output')).toEqual(stored);
      await ground.settle();
      await ground.expectExact();
      await life.crash();
      line.close();
    });
  }
});
