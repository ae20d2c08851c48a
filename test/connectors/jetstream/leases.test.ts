import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { kvKeyOf } from '../../../connectors/jetstream/kv-key.ts';
import { JetStreamLeases } from '../../../connectors/jetstream/leases.ts';
import { JetStreamTenantRegister } from '../../../connectors/jetstream/tenant-register.ts';
import { leasesSuite } from '../../conformance/leases.suite.ts';
import { Line } from '../../support/network/line.ts';
import { until } from '../../support/process/until.ts';
import { describeWith } from '../../support/servers/describe-with.ts';

import { OwnBucket } from './own-bucket.ts';

await describeWith(['nats'], 'on a real nats-server', () => {
  leasesSuite('jetstream', async (timeToLive) => {
    const bucket = await OwnBucket.create();
    const options = { bucket: bucket.name, replicas: 1, timeToLive };
    const one = new JetStreamLeases(await bucket.connect(), options);
    const other = new JetStreamLeases(await bucket.connect(), options);
    const cleanup = async (): Promise<void> => {
      await Promise.all([one.close(), other.close()]);
      await bucket.remove();
    };
    return { one, other, pass: (milliseconds) => delay(milliseconds), cleanup };
  });

  describe('leases on a server', () => {
    let bucket: OwnBucket;
    let line: Line;
    beforeEach(async () => {
      bucket = await OwnBucket.create();
      line = await Line.open(bucket.url);
    });
    afterEach(async () => {
      line.mute(false);
      await bucket.remove();
      line.close();
    });
    const open = async (timeToLive: number, url = bucket.url): Promise<JetStreamLeases> =>
      new JetStreamLeases(await bucket.connect(url), { bucket: bucket.name, replicas: 1, timeToLive });

    it('go on after a renewal that was stored and whose answer was lost', async () => {
      const far = await open(6000, line.url);
      const lease = await far.acquire('customer1/0', 'host a');
      line.mute(true);
      await expect(lease?.renew()).rejects.toMatchObject({ code: 'broker-unavailable' });
      line.mute(false);
      await lease?.renew();
      await lease?.renew();
    });

    it('stay with the next holder when they are released twice because an answer was lost', async () => {
      const [far, near] = [await open(3000, line.url), await open(300_000)];
      const lease = await far.acquire('customer1/0', 'host a');
      line.mute(true);
      await expect(lease?.release()).rejects.toMatchObject({ code: 'broker-unavailable' });
      line.mute(false);
      await near.acquire('customer1/0', 'host b');
      await lease?.release();
      expect(await near.holder('customer1/0')).toEqual({ owner: 'host b' });
    });

    it('are waited for until the time-out when the server does not answer', async () => {
      const far = await open(3000, line.url);
      await far.acquire('customer1/0', 'host a');
      line.mute(true);
      await far.wait('customer1/0', 100, new AbortController().signal);
    });

    it('last whole seconds, as the server counts', async () => {
      expect((await open(1200)).timeToLive).toBe(2000);
      await expect(open(999)).rejects.toThrow(RangeError);
    });

    it('run out also in a bucket that was made without times to live', async () => {
      const register = new JetStreamTenantRegister(await bucket.connect(), { bucket: bucket.name, replicas: 1 });
      await register.enter('customer1', 4);
      const leases = await open(1000);
      await leases.acquire('customer1/0', 'host a');
      await until('the end of the lease', async () => (await leases.holder('customer1/0')) === undefined);
    });

    it('end what waits when they are closed, and last on', async () => {
      const [one, other] = [await open(300_000), await open(300_000)];
      await one.acquire('customer1/0', 'host a');
      const wait = one.wait('customer1/0', 300_000, new AbortController().signal);
      await one.close();
      await wait;
      expect(await other.acquire('customer1/0', 'host b')).toBeUndefined();
    });
  });

  it('spells names as keys that a bucket takes', () => {
    expect(kvKeyOf('customer1/0')).toBe('customer1.0');
    expect(kvKeyOf('a.b')).toBe('a=2Eb');
    expect(kvKeyOf('ä/')).toBe('=C3=A4.=');
  });
});
