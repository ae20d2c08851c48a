import { afterEach, beforeEach, expect, it } from 'vitest';
import { JetStreamLeases } from '../../../connectors/jetstream/leases.ts';
import { LeaseKeeper } from '../../../runtime/ownership/lease-keeper.ts';
import { OwnBucket } from '../../connectors/jetstream/own-bucket.ts';
import { Child, killChildren } from '../../connectors/sqlite/children/child.ts';
import { describeWith } from '../../support/servers/describe-with.ts';

const NAME = 'customer1/0';
const always = new AbortController().signal;

await describeWith(['nats'], 'on a real nats-server', () => {
  let bucket: OwnBucket;
  beforeEach(async () => {
    bucket = await OwnBucket.create();
  });
  afterEach(async () => {
    await killChildren();
    await bucket.remove();
  });

  /** A process that holds the lease already. */
  async function holder(timeToLive: number): Promise<Child> {
    const script = new URL('./children/keeper.ts', import.meta.url).href;
    const child = new Child(script, bucket.url, bucket.name, `${timeToLive}`, NAME, 'the child');
    await child.printed(1);
    return child;
  }

  async function keeper(timeToLive: number): Promise<LeaseKeeper> {
    const options = { bucket: bucket.name, replicas: 1, timeToLive };
    return new LeaseKeeper(new JetStreamLeases(await bucket.connect(), options));
  }

  it('a process that is stopped for longer than its lease loses it to another, and learns it when it wakes', async () => {
    const child = await holder(2000);
    child.process.kill('SIGSTOP');
    const held = await (await keeper(2000)).hold(NAME, 'the test', always);
    child.process.kill('SIGCONT');
    await child.printed(2);
    expect(child.lines).toEqual(['held', 'lost lease-lost']);
    await held.release();
  });

  it('a killed process leaves its lease to the next when it has run out', async () => {
    const child = await holder(1000);
    await child.kill();
    const held = await (await keeper(1000)).hold(NAME, 'the test', always);
    await held.release();
  });

  it('a process that ends in order leaves its lease to the next at once', async () => {
    const child = await holder(300_000);
    const seen = Promise.withResolvers<unknown>();
    const holding = (await keeper(300_000)).hold(NAME, 'the test', always, seen.resolve);
    expect(await seen.promise).toEqual({ kind: 'owner', owner: 'the child' });
    child.process.kill('SIGTERM');
    await child.ended();
    const held = await holding;
    expect(held.isHeld).toBe(true);
    await held.release();
  });
});
