import type { TestProject } from 'vitest/node';
import { makeRunFolder, removeAbandonedRuns, removeRunFolder } from './run-folder.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the servers of the run have their data and their locks. */
    runFolder: string;
  }
}

/** Starts nothing: the first test that asks does. Ends afterwards what was started. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await removeAbandonedRuns();
  const folder = makeRunFolder();
  project.provide('runFolder', folder);
  return async () => await removeRunFolder(folder);
}
