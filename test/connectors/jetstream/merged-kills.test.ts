import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { JetStreamLogStore } from '../../../connectors/jetstream/log-store.ts';
import type { LogName, LogRecord, NewRecord } from '../../../connectors/log.ts';
import { testChance } from '../../support/process/chance.ts';
import { describeWith } from '../../support/servers/describe-with.ts';
import { ownNats } from '../../support/servers/own-servers.ts';

const MERGED: LogName = { tenant: 'customer1', partition: 'merge', count: 2, direction: 'input' };
const RESULTS = 30_000;

/** Every second one is a window alert, the others stay where they are. */
function result(partition: number, input: number): NewRecord {
  const payload = Buffer.from(`${partition}:${input}`);
  return { kind: input % 2 === 0 ? 'window' : 'statistics', key: '1-2-3', payload, identity: { input, index: 0 } };
}

await describeWith(['nats'], 'a broker that is killed while it copies', () => {
  test('copies each result once, those of a partition in its order', { timeout: 180_000 }, async () => {
    const { seed, chance } = testChance();
    await using nats = await ownNats();
    const choice = { kind: 'jetstream', servers: [nats.server.url] } as const;
    const filling = new JetStreamLogStore(choice);
    for (const partition of [0, 1]) {
      const output = await filling.open({ ...MERGED, partition, direction: 'output' });
      for (let from = 1; from <= RESULTS; from += 1000) {
        await output.append(Array.from({ length: 1000 }, (_, i) => result(partition, from + i)));
      }
    }
    // From here on the broker copies.
    await filling.open(MERGED);
    await filling.close();
    const copied: number[] = [];
    for (let kill = 0; kill < 6; kill++) {
      await delay(chance.below(30));
      await nats.server.kill();
      await nats.server.restart();
      const looking = new JetStreamLogStore(choice);
      copied.push((await (await looking.open(MERGED)).bounds()).last);
      await looking.close();
    }
    // The first kill has met the copying half done.
    expect(copied[0]).toBeLessThan(RESULTS);

    const logs = new JetStreamLogStore(choice);
    const merged = await logs.open(MERGED);
    await merged.own(1, 0);
    const records: LogRecord[] = [];
    while (records.length < RESULTS) {
      const last = records.at(-1)?.sequence ?? 0;
      const found = await merged.read(last + 1, 1000);
      records.push(...found);
      if (found.length === 0) await merged.wait(last, 1000, new AbortController().signal);
    }
    // More would have come by now: nothing is copied when both outputs have been.
    expect(await merged.unread(records.at(-1)?.sequence ?? 0)).toBe(0);
    console.log(`seed ${seed}: copies after each kill ${copied.join(' ')}`);
    for (const partition of [0, 1]) {
      const own = records
        .map(({ payload }) => Buffer.from(payload).toString())
        .filter((text) => text.startsWith(`${partition}:`));
      const expected = Array.from({ length: RESULTS / 2 }, (_, i) => `${partition}:${2 * (i + 1)}`);
      expect(own).toEqual(expected);
    }
    await logs.close();
  });
});
