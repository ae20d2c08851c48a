import { once } from 'node:events';
import { createServer } from 'node:net';

// Below the ports that systems give to outgoing connections: a client that tries again and again cannot take the port
// of a server that is being restarted.
const FIRST = 15_000;
const LAST = 32_000;

/** A free port of the loopback address, the first of `wanted` that is free or any other. */
export async function freePort(wanted: readonly number[] = []): Promise<number> {
  for (const port of wanted) if (await isFree(port)) return port;
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST));
    if (await isFree(port)) return port;
  }
}

/** Whether nothing listens on that port of the loopback address. */
export async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
