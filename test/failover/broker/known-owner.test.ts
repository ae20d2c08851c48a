import { expect, test } from 'vitest';
import { openLeases } from '../../../connectors/registry.ts';
import { describeWith } from '../../support/servers/describe-with.ts';
import { testNats } from '../../support/servers/nats.ts';
import { Owner } from './owner.ts';

const ME = `test:${process.pid}`;

await describeWith(['nats'], 'who owns a partition', () => {
  test('is said while another has its lease, while it is taken over, and no more once it is left', async () => {
    const url = await testNats();
    await using owner = new Owner(url);
    const leases = (await openLeases({ kind: 'jetstream', servers: [url] }, 60_000)) ?? expect.fail('no leases');
    const lease = (await leases.acquire(`${owner.tenant}/0`, 'other')) ?? expect.fail('no lease');
    owner.begin();
    const waiting = await owner.until('it waits', ({ waitsFor }) => waitsFor !== null);
    expect(waiting).toMatchObject({ phase: 'waiting', owner: 'other', epoch: 0, waitsFor: { code: 'lease' } });
    await lease.release();
    await leases.close();
    expect(await owner.until('it runs', ({ phase }) => phase === 'running')).toMatchObject({ owner: ME, epoch: 1 });
    await owner.stop();
    expect(await owner.until('it has stopped', ({ phase }) => phase === 'stopped')).toMatchObject({ owner: null });
  });
});
