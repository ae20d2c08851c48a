import type { Writable } from 'node:stream';

/**
 * Ends the process of a command that is done, with the exit code that was set, once what it has printed is out. The client of NATS leaves
 * a connection open that it gave up because the server never answered: without an end such a connection would hold the process for minutes.
 */
export async function endProcess(): Promise<never> {
  await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
  process.exit();
}

/** Resolves when all that was written is out, or could not be. */
async function flushed(stream: Writable): Promise<void> {
  await new Promise<void>((resolve) => {
    if (stream.writableLength === 0) resolve();
    else stream.write('', () => resolve());
  });
}
