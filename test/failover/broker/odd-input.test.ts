import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { NatsServer } from '../../../services/nats/server.ts';
import { OnServer } from '../../connectors/jetstream/on-server.ts';
import { describeWith } from '../../support/servers/describe-with.ts';
import { testNats } from '../../support/servers/nats.ts';
import { Owner } from './owner.ts';

await describeWith(['nats'], 'input that nobody would send', () => {
  test('thousands of lines in one message, odd subjects and forged ticks are taken, each line once', async () => {
    const url = await testNats();
    await using server = await OnServer.open(url);
    await using owner = await new Owner(url).start();
    const { connection } = server;
    const lines = owner.lines(5000).map(({ payload }) => Buffer.from(payload).toString());
    await connection.request(`in.${owner.tenant}`, lines.join('\n'));
    const [line = ''] = lines;
    const key = line.split(',').slice(0, 3).join('.');
    // The line's own key, and others: the last two are wrong lines.
    for (const subject of [key, '1.2.3', 'a.b.c']) await connection.request(`in.${owner.tenant}.${subject}`, line);
    for (const kind of ['tick', 'unheard']) await connection.request(`sys.${owner.tenant}.0.${kind}`, line);
    await owner.untilAllTaken();
    await owner.stop();
    expect(owner.status?.quality).toMatchObject({ records: 5003, ticks: 0 });
    await owner.expectExactlyOnce();
  });

  test('a settings record that is none stops the partition by name', async () => {
    const url = await testNats();
    await using server = await OnServer.open(url);
    await using owner = await new Owner(url).start();
    await server.connection.request(`sys.${owner.tenant}.0.settings`, '{"settings":{"analytics":[]}}');
    const { error } = await owner.until('it has failed', ({ phase }) => phase === 'failed');
    expect(error).toMatchObject({ code: 'settings-damaged', fix: expect.stringContaining('only the runtime') });
  });

  describe('a line whose answer is larger than the server takes', () => {
    test('stops the partition by name, which goes on when the server takes it', { timeout: 60_000 }, async () => {
      const folder = mkdtempSync(join(tmpdir(), 'millrace-large-'));
      let nats = await NatsServer.start({ folder, config: 'max_payload: 100KB' });
      try {
        await using server = await OnServer.open(nats.url);
        await using owner = await new Owner(nats.url).start();
        await owner.send(10);
        // Each of its bytes takes six in JSON.
        await server.connection.request(`in.${owner.tenant}`, Buffer.alloc(60_000, 1));
        await owner.send(10);
        const { error } = await owner.until('it has failed', ({ phase }) => phase === 'failed');
        expect(error).toMatchObject({ code: 'record-too-large', fix: expect.stringContaining('max_payload') });
        await owner.stop();
        await nats.stop();
        nats = await NatsServer.start({ folder, port: nats.port });
        await owner.start();
        await owner.untilAllTaken();
        await owner.stop();
        await owner.expectExactlyOnce();
      } finally {
        await nats.kill();
        rmSync(folder, { recursive: true, force: true });
      }
    });
  });
});
