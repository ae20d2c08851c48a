import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { root } from '../../house/imports.ts';

// As the README says it, for a module outside the package.
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-types-'));
  const config = { extends: join(root, 'tsconfig.module.json'), include: ['*.ts'] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
});
afterEach(() => rmSync(folder, { recursive: true }));

function typeCheck(): { readonly code: number | null; readonly output: string } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder],
    {
      encoding: 'utf8',
    },
  );
  return { code: status, output: stdout + stderr };
}

test('the examples have right types anywhere', { timeout: 120_000 }, () => {
  for (const example of ['own-analytic/flapping.ts', 'chained/storm.ts', 'chained/outbreak.ts'])
    cpSync(join(root, 'config/examples', example), join(folder, basename(example)));
  expect(typeCheck()).toEqual({ code: 0, output: '' });
});

test('what is wrong with the use of a turn, a state or an event is told with its line', { timeout: 120_000 }, () => {
  const lines = [
    "import { defineActor, objectState } from 'millrace';",
    'export const a = defineActor({',
    "  name: 'a',",
    '  state: objectState(() => ({ events: 0 })),',
    '  onEvent(turn, state, event) {',
    '    state.evnts++;',
    "    turn.emitt('alert', {});",
    '    const text: string = event.time;',
    '    return text;',
    '  },',
    '});',
  ];
  writeFileSync(join(folder, 'wrong.ts'), lines.join('\n'));
  const { code, output } = typeCheck();
  expect(code).not.toBe(0);
  for (const line of [6, 7, 8]) expect(output).toContain(`wrong.ts(${line},`);
  expect(output).not.toMatch(/(runtime|actors|config|connectors)\//);
});
