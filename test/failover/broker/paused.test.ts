import { expect, test } from 'vitest';
import { until } from '../../support/process/until.ts';
import { describeWith } from '../../support/servers/describe-with.ts';
import { ownNats } from '../../support/servers/own-servers.ts';
import { Owner } from './owner.ts';

const AWAY = /^(lease-lost|broker-unavailable|outcome-unknown)$/;

await describeWith(['nats'], 'a server that does not answer', () => {
  test('paused, then killed: the partition says what it waits for, and goes on by itself', {
    timeout: 60_000,
  }, async () => {
    await using own = await ownNats();
    const { server } = own;
    await using owner = await new Owner(server.url).start();
    await owner.send(300);
    server.pause();
    // Longer than its lease, and than any answer is waited for.
    const paused = await owner.until('it waits', ({ phase }) => phase === 'waiting');
    expect(paused.waitsFor?.code).toMatch(AWAY);
    server.resume();
    await sent(owner);
    await owner.untilAllTaken();

    await server.kill();
    const killed = await owner.until('it waits again', ({ phase }) => phase === 'waiting');
    expect(killed.waitsFor?.code).toMatch(AWAY);
    await server.launch();
    await sent(owner);
    await owner.untilAllTaken();
    expect(owner.status?.waitsFor).toBeNull();
    await owner.stop();
    await owner.expectExactlyOnce();
  });
});

/** A server that has just come back may let the first one wait too long; what is sent twice is input as well. */
async function sent(owner: Owner): Promise<void> {
  await until(
    'it is sent',
    async () =>
      await owner.send(300).then(
        () => true,
        () => false,
      ),
  );
}
