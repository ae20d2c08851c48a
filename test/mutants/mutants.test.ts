import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { mutants } from './list.ts';
import { mutatedSource, root } from './run-mutant.ts';

for (const mutant of mutants) {
  test(`the source still has what is changed so that ${mutant.name}`, () => {
    expect(mutatedSource(mutant)).toContain(mutant.replace);
  });
}

// All of them: npm run mutants.
test('a mutant is killed by the test that is named for it', { timeout: 120_000 }, async () => {
  const child = spawn(process.execPath, ['test/mutants/main.ts', 'a fence is one record'], { cwd: root });
  expect(await text(child.stdout)).toContain('1 of 1 mutants are killed');
});
