import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { failed } from '../errors.ts';
import { isRunning } from './process-table.ts';

/** Long: a busy machine starts Cassandra in a minute. */
const PATIENCE_MILLISECONDS = 240_000;
const LOG_LINES = 8;

/** How a server is started. */
export interface Launch {
  /** For messages: `nats-server`. */
  readonly name: string;
  readonly command: string;
  /** One of them holds the folder, by which the process is known again. */
  readonly args: readonly string[];
  /** Absolute. Everything of the server stands in it; what it prints in `server.log`. */
  readonly folder: string;
  /** Whether it takes clients. */
  readonly accepts: () => Promise<boolean>;
}

/**
 * Starts a server in the background, where it goes on when this process ends, and resolves with its process id once it
 * takes clients. Throws `service-failed` with the end of what it printed; nothing runs then.
 */
export async function launch({ name, command, args, folder, accepts }: Launch): Promise<number> {
  mkdirSync(folder, { recursive: true });
  const log = join(folder, 'server.log');
  const output = openSync(log, 'w');
  const child = spawn(command, args, { cwd: folder, detached: true, stdio: ['ignore', output, output] });
  closeSync(output);
  child.once('error', () => undefined);
  child.unref();
  const { pid } = child;
  if (pid === undefined) throw failed(`${name} cannot be run`, command, 'correct the path, or let this user run it');
  const end = performance.now() + PATIENCE_MILLISECONDS;
  while (!(await accepts())) {
    const runs = isRunning(pid, folder);
    if (runs && performance.now() < end) await delay(50);
    else {
      if (runs) process.kill(pid, 'SIGKILL');
      throw failed(
        `${name} ${runs ? 'takes no clients' : 'has ended'}: ${tailOf(log)}`,
        log,
        'mend what it says there',
      );
    }
  }
  // Another server on the port would have answered as well.
  if (!isRunning(pid, folder)) throw failed(`${name} has ended: ${tailOf(log)}`, log, 'mend what it says there');
  return pid;
}

function tailOf(log: string): string {
  return readFileSync(log, 'utf8').trimEnd().split('\n').slice(-LOG_LINES).join('\n');
}
