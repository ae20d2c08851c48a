import { describe, expect, test } from 'vitest';
import { OnServer } from '../../connectors/jetstream/on-server.ts';
import { until } from '../../support/process/until.ts';
import { describeWith } from '../../support/servers/describe-with.ts';
import { testNats } from '../../support/servers/nats.ts';
import { Owner } from './owner.ts';

await describeWith(['nats'], 'an owner whose streams lose something stops by name', () => {
  describe('while it runs:', () => {
    test('input cut before it was taken', async () => {
      await using place = await ownerThatTook(100);
      const { server, owner } = place;
      const stream = `IN_${owner.tenant}`;
      await expect(server.jsm.streams.purge(stream)).rejects.toThrow('purge not permitted');
      await server.jsm.streams.update(stream, { max_bytes: 300 });
      // Most of it is gone before anybody can take it.
      for (const { payload } of owner.lines(2000)) server.connection.publish(`in.${owner.tenant}`, payload);
      const { error } = await owner.until('it has failed', ({ phase }) => phase === 'failed');
      expect(error).toMatchObject({ code: 'log-gap', what: expect.stringMatching(/the log begins at \d+/) });
    });

    for (const direction of ['input', 'output'] as const) {
      test(`the ${direction} stream deleted and made anew`, async () => {
        await using place = await ownerThatTook(100);
        const { server, owner } = place;
        await server.jsm.streams.delete(direction === 'input' ? `IN_${owner.tenant}` : `OUT_${owner.tenant}_0`);
        await server.logs().open(owner.name(direction));
        await owner.send(150);
        const { error } = await owner.until('it has failed', ({ phase }) => phase === 'failed');
        expect(error).toMatchObject({ code: 'log-recreated', fix: expect.stringContaining('restore') });
        const sent = (await owner.records('output')).filter(({ identity }) => identity !== undefined);
        expect(sent).toHaveLength(direction === 'input' ? 100 : 0);
      });
    }
  });

  describe('while it did not run:', () => {
    test('input expired', async () => {
      await using place = await ownerThatTook(100);
      const { server, owner } = place;
      await owner.stop();
      await owner.send(100);
      await server.jsm.streams.update(`IN_${owner.tenant}`, { max_bytes: 5000 });
      await stops(owner, 'input-expired');
    });

    test('the input deleted and made anew by its first producer', async () => {
      await using place = await ownerThatTook(10);
      const { server, owner } = place;
      await owner.stop();
      await server.jsm.streams.delete(`IN_${owner.tenant}`);
      await owner.send(100);
      await stops(owner, 'log-recreated');
      expect((await owner.records('output')).filter(({ identity }) => identity !== undefined)).toHaveLength(10);
    });

    test('the output deleted', async () => {
      await using place = await ownerThatTook(10);
      const { server, owner } = place;
      await owner.stop();
      await server.jsm.streams.delete(`OUT_${owner.tenant}_0`);
      await stops(owner, 'log-recreated');
    });

    test('the output purged, so that nobody can tell what was sent', async () => {
      await using place = await ownerThatTook(10);
      const { server, owner } = place;
      await owner.stop();
      await server.jsm.streams.purge(`OUT_${owner.tenant}_0`);
      await stops(owner, 'output-lost');
    });
  });
});

/** An owner that runs and has taken so many lines, and a connection that may do to its streams what it likes. */
async function ownerThatTook(lines: number): Promise<AsyncDisposable & { owner: Owner; server: OnServer }> {
  await using undo = new AsyncDisposableStack();
  const url = await testNats();
  const server = undo.use(await OnServer.open(url));
  const owner = undo.use(await new Owner(url).start());
  await owner.send(lines);
  await owner.untilAllTaken();
  const kept = undo.move();
  return { owner, server, [Symbol.asyncDispose]: async () => await kept.disposeAsync() };
}

async function stops(owner: Owner, code: string): Promise<void> {
  owner.begin();
  const { error } = await owner.until('it has failed', ({ phase }) => phase === 'failed');
  expect(error).toMatchObject({ code });
  await until('it is said', () => owner.messages.includes(`error: ${code}`));
}
