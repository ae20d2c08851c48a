import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CassandraServer, NatsServer } from '../../../services/index.ts';
import { isAlive } from '../../../services/process/lock.ts';

const NAME = /^millrace-run-(\d+)-/;

/** A new temporary folder for the servers of this test run. */
export function makeRunFolder(): string {
  return mkdtempSync(join(tmpdir(), `millrace-run-${process.pid}-`));
}

/** Ends the servers of a run and removes their data. */
export async function removeRunFolder(folder: string): Promise<void> {
  for (const name of readdirSync(folder)) {
    const server = name === 'cassandra' ? CassandraServer.find(join(folder, name)) : NatsServer.find(join(folder, name));
    await server?.kill();
  }
  rmSync(folder, { recursive: true, force: true });
}

/** Does the same for runs that were killed before they could. */
export async function removeAbandonedRuns(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    const [, pid] = NAME.exec(name) ?? [];
    if (pid !== undefined && !isAlive(Number(pid))) await removeRunFolder(join(tmpdir(), name));
  }
}
