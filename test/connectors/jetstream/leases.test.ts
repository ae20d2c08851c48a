import { setTimeout as delay } from 'node:timers/promises';
import { JetStreamLeases } from '../../../connectors/jetstream/leases.ts';
import { leasesSuite } from '../../conformance/leases.suite.ts';
import { OwnBucket } from './own-bucket.ts';

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
