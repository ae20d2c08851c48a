import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { CassandraServer } from '../../../services/cassandra/server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where servers stand that all test files of a run share. */
    readonly serversFolder: string;
  }
}

/** Before the run: a folder for the servers that its test files share. The first file that asks for one starts it. */
export function setup(project: TestProject): () => Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-servers-'));
  project.provide('serversFolder', folder);
  return async () => {
    if (existsSync(join(folder, 'cassandra'))) await CassandraServer.find(join(folder, 'cassandra'))?.kill();
    rmSync(folder, { recursive: true, force: true });
  };
}
