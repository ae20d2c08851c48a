import { jetstreamManager } from '@nats-io/jetstream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { JetStreamTenantRegister } from '../../../connectors/jetstream/tenant-register.ts';
import { tenantRegisterSuite } from '../../conformance/tenant-register.suite.ts';
import { describeWith } from '../../support/servers/describe-with.ts';
import { OwnBucket } from './own-bucket.ts';

await describeWith(['nats'], 'on a real nats-server', () => {
  tenantRegisterSuite('jetstream', async () => {
    const bucket = await OwnBucket.create();
    const open = async (): Promise<JetStreamTenantRegister> =>
      new JetStreamTenantRegister(await bucket.connect(), { bucket: bucket.name, replicas: 1 });
    return { register: await open(), reopen: open, cleanup: () => bucket.remove() };
  });

  let bucket: OwnBucket;
  let register: JetStreamTenantRegister;
  beforeEach(async () => {
    bucket = await OwnBucket.create();
    register = new JetStreamTenantRegister(await bucket.connect(), { bucket: bucket.name, replicas: 1 });
  });
  afterEach(() => bucket.remove());

  it('creates no bucket when it is looked into', async () => {
    expect(await register.get('customer1')).toBeUndefined();
    expect(await register.list()).toEqual([]);
    await expect(register.setStopped('customer1', true)).rejects.toMatchObject({ code: 'tenant-unknown' });
    const { streams } = await jetstreamManager(await bucket.connect());
    await expect(streams.info(`KV_${bucket.name}`)).rejects.toThrow('stream not found');
  });

  it('is entered by several processes at once with one outcome, and loses no change of theirs', async () => {
    const options = { bucket: bucket.name, replicas: 1 };
    const registers = [register];
    for (let i = 0; i < 4; i++) registers.push(new JetStreamTenantRegister(await bucket.connect(), options));
    const ids = Array.from({ length: 8 }, (_, i) => `customer${i}`);
    const entered = await Promise.allSettled(ids.flatMap((id) => registers.map((each, i) => each.enter(id, i + 1))));
    const created = entered.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    expect(created.map(({ id }) => id)).toEqual(ids);
    await Promise.all(ids.map((id, i) => registers[i % registers.length]?.setStopped(id, true)));
    expect(await register.list()).toEqual(created.map((entry) => ({ ...entry, stopped: true })));
  });

  it('is entered anew where a person has removed the entry', async () => {
    await register.enter('customer1', 4);
    const connection = await bucket.connect();
    const { streams } = await jetstreamManager(connection);
    await streams.purge(`KV_${bucket.name}`, { filter: `$KV.${bucket.name}.customer1` });
    expect(await register.enter('customer1', 5)).toMatchObject({ partitions: 5 });
  });

  it('makes no bucket that it is not to make', async () => {
    const settings = { bucket: bucket.name, replicas: 1, create: false };
    const looking = new JetStreamTenantRegister(await bucket.connect(), settings);
    expect(await looking.list()).toEqual([]);
    await expect(looking.enter('customer1', 4)).rejects.toMatchObject({
      code: 'log-not-found',
      where: `bucket ${bucket.name}`,
      fix: expect.stringContaining('log.create'),
    });
    await register.enter('customer2', 2);
    expect(await looking.enter('customer1', 4)).toMatchObject({ partitions: 4 });
  });

  it('refuses a bucket that holds something else', async () => {
    await register.enter('customer1', 4);
    const connection = await bucket.connect();
    for (const text of ['not an entry', '{"id":"customer1"}', 'null']) {
      await connection.request(`$KV.${bucket.name}.customer1`, text);
      await expect(register.get('customer1')).rejects.toMatchObject({ code: 'register-unusable' });
      await expect(register.enter('customer1', 4)).rejects.toMatchObject({ code: 'register-unusable' });
    }
  });
});
