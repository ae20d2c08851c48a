import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startVitest, type TestCase, type Vite } from 'vitest/node';
import type { Mutant } from './list.ts';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** What became of a mutant: the tests that failed, and how many ran. */
export interface Outcome {
  readonly failed: readonly string[];
  readonly passed: number;
}

/**
 * Runs a mutant's tests in this process, on the source as it is or, with `mutated`, with the mutant's change. No file is
 * touched: the change is made where the source is loaded.
 */
export async function runTests({ test, named, ...change }: Mutant, mutated: boolean): Promise<Outcome> {
  const code = process.exitCode;
  const vitest = await startVitest(
    'test',
    [test],
    { root, watch: false, testNamePattern: named, reporters: [{}], maxWorkers: 1 },
    { plugins: mutated ? [mutation(change)] : [] },
  );
  try {
    const cases = vitest.state.getTestModules().flatMap((module) => [...module.children.allTests()]);
    const ended = (state: string): TestCase[] => cases.filter((each) => each.result().state === state);
    return { failed: ended('failed').map(({ name }) => name), passed: ended('passed').length };
  } finally {
    await vitest.close();
    // A test that fails is what is wanted.
    process.exitCode = code;
  }
}

/** The changed source of a mutant's file. @throws when what it changes is no longer there, or not once. */
export function mutatedSource({ file, find, replace }: Pick<Mutant, 'file' | 'find' | 'replace'>): string {
  const parts = readFileSync(join(root, file), 'utf8').split(find);
  if (parts.length !== 2) {
    throw new Error(`${file} has ${parts.length - 1} times, and not once:\n${find}\nCorrect the list of mutants.`);
  }
  return parts.join(replace);
}

function mutation(change: Pick<Mutant, 'file' | 'find' | 'replace'>): Vite.Plugin {
  const source = mutatedSource(change);
  return {
    name: 'mutant',
    enforce: 'pre',
    transform: (_, id) => (id.split('?')[0] === join(root, change.file) ? { code: source, map: null } : undefined),
  };
}
