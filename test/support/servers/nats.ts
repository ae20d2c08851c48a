import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { NatsServer } from '../../../services/nats/server.ts';

let starting: Promise<NatsServer> | undefined;

/** The address of a nats-server of this test file's own, started when it is first asked for and ended with the file. */
export async function testNats(): Promise<string> {
  starting ??= start();
  return (await starting).url;
}

async function start(): Promise<NatsServer> {
  return await NatsServer.start({ folder: mkdtempSync(join(tmpdir(), 'millrace-nats-')) });
}

afterAll(async () => {
  const server = await starting?.catch(() => undefined);
  if (server === undefined) return;
  await server.stop();
  rmSync(server.folder, { recursive: true, force: true });
});
