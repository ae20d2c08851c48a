import { expect, test } from 'vitest';
import { LoopProgress } from '../../../runtime/threads/loop-progress.ts';
import { PartitionLoop } from '../../../runtime/threads/partition-loop.ts';
import type { PartitionStatus } from '../../../runtime/threads/protocol.ts';
import { QueryDesk } from '../../../runtime/threads/query-desk.ts';
import { noDelays } from '../../../runtime/threads/rates.ts';
import { takeOver } from '../../../runtime/threads/take-over.ts';
import { Ground } from '../../support/owner/ground.ts';
import { MemorySite } from '../../support/owner/site.ts';
import { unwatched } from '../../support/process/unwatched.ts';

const RECORDS = 50;

/** Where an owner has answered so many records and crashed before it took a checkpoint of them. */
async function crashedGround(site: MemorySite): Promise<Ground> {
  const ground = await Ground.open(site);
  const owner = await ground.begin();
  await ground.send(RECORDS);
  await ground.takes(owner);
  await owner.crash();
  return ground;
}

test('a new owner tells how much it computes again until that is done, and what its checkpoints take', async () => {
  const site = new MemorySite();
  await using ground = await crashedGround(site);
  await ground.send(10);

  const held = await takeOver(ground.spec, await site.connect(), site.clock, unwatched);
  expect(held.replay).toEqual({ from: 0, upTo: RECORDS });
  const told: PartitionStatus[] = [];
  const progress = new LoopProgress((status) => told.push(status), site.clock);
  progress.ownedBy('me');
  const records = await held.input.read(1, 100);
  const take = async (from: number, to: number): Promise<PartitionStatus | undefined> => {
    for (const record of records.slice(from, to)) held.partition.take(record);
    await held.publisher.publish(held.partition, []);
    const input = { last: records.length, unread: records.length - to };
    progress.running(held, input, { delays: noDelays, wait: undefined });
    return told.at(-1);
  };
  expect(await take(0, RECORDS - 1)).toMatchObject({ owner: 'me', replay: { from: 0, upTo: RECORDS } });
  const done = await take(RECORDS - 1, RECORDS);
  expect(done).toMatchObject({ replay: null, checkpointTime: { count: 0, newest: 0 } });
  expect(done?.watermarkDelay).toBe((done?.logTime ?? 0) - (done?.watermark ?? 0));

  held.coordinator.begin(records[RECORDS - 1], held.publisher.last);
  await held.coordinator.finish();
  const { total, newest } = (await take(RECORDS, RECORDS + 10))?.checkpointTime ?? expect.fail('no status');
  expect(newest).toBeGreaterThan(0);
  expect(total).toBe(newest);
  expect(told.at(-1)?.checkpointTime.count).toBe(1);
  progress.stopped(held);
  expect(told.at(-1)?.owner).toBeNull();
});

test('what was answered before does not count as a response again', async () => {
  const site = new MemorySite();
  await using ground = await crashedGround(site);
  await ground.send(10);
  let answered = 0;
  const published = (arrivals: readonly number[]): void => {
    answered += arrivals.length;
  };
  const held = await takeOver(ground.spec, await site.connect(), site.clock, { ...unwatched, published });
  const progress = new LoopProgress(() => undefined, site.clock);
  const loop = new PartitionLoop(ground.spec, held, new QueryDesk(), progress, site.clock);
  const stop = new AbortController();
  const never = new AbortController().signal;
  const ended = loop.run({ stop: stop.signal, lost: never, woken: () => never });
  await ground.until('all is taken', () => held.partition.sequence === RECORDS + 10);
  stop.abort();
  await ended;
  expect(answered).toBe(10);
});
