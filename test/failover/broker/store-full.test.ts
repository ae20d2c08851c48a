import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { NatsServer } from '../../../services/nats/server.ts';
import { OnServer } from '../../connectors/jetstream/on-server.ts';
import { describeWith } from '../../support/servers/describe-with.ts';
import { Owner } from './owner.ts';

await describeWith(['nats'], 'a server without room', () => {
  test('holds a partition up, says so, and is gone on with when there is room', { timeout: 60_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'millrace-full-'));
    const nats = await NatsServer.start({ folder, jetstream: 'max_file_store: 4MB' });
    try {
      await using server = await OnServer.open(nats.url);
      await using owner = await new Owner(nats.url).start();
      await owner.send(100);
      await owner.untilAllTaken();
      await fill(server);
      await expect(owner.send(2000)).rejects.toMatchObject({ code: 'store-full' });
      // Not even its lease can be renewed, for that takes room, nor noted to have run out.
      const { waitsFor } = await owner.until('it waits for room', (status) => /room/.test(status.waitsFor?.what ?? ''));
      expect(waitsFor?.code).toMatch(/^(store-full|lease)$/);
      expect(owner.status?.phase).toBe('waiting');
      await server.jsm.streams.delete('FILLER');
      await owner.send(100);
      await owner.untilAllTaken();
      expect(owner.status).toMatchObject({ phase: 'running', waitsFor: null });
      await owner.stop();
      await owner.expectExactlyOnce();
    } finally {
      await nats.kill();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

/** Publishes until the server takes no more. */
async function fill({ jsm, connection }: OnServer): Promise<void> {
  // Where there is no room it may be there already.
  await jsm.streams.add({ name: 'FILLER', subjects: ['filler'] }).catch(() => undefined);
  for (const size of [100_000, 1000, 10]) {
    for (;;) {
      const answer = (await connection.request('filler', Buffer.alloc(size))).json<{ error?: object }>();
      if (answer.error !== undefined) break;
    }
  }
}
