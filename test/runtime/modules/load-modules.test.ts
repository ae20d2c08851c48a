import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { millrace } from '../../support/process/millrace.ts';

const folder = mkdtempSync(join(tmpdir(), 'millrace-modules-'));
afterAll(() => rmSync(folder, { recursive: true }));

const IMPORT = "import { defineActor, objectState } from 'millrace';\n";
const STATE = 'objectState(() => ({ n: 0 }))';

/** Modules that cannot be loaded, and what is said of each; FOLDER stands for where they are. */
const modules: readonly [name: string, text: string, message: string][] = [
  [
    'no-syntax',
    `${IMPORT}export const a = defineActor({\n  name: 'a',\n  state: ${STATE.slice(0, -1)},\n  onEvent() {},\n});\n`,
    "module-not-loaded: Expected ',', got '{', FOLDER/no-syntax.ts line 5, mend the syntax there",
  ],
  [
    'an-enum',
    `${IMPORT}\nenum Kind {\n  A,\n}\nexport const a = Kind.A;\n`,
    'module-not-loaded: TypeScript enum is not supported in strip-only mode, FOLDER/an-enum.ts line 3, write it without: node strips types and leaves the rest, so enums, namespaces and parameter properties are not allowed',
  ],
  [
    'throws',
    `${IMPORT}export const a = 1;\nthrow new Error('no database');\n`,
    'module-not-loaded: no database, FOLDER/throws.ts line 3, mend what throws there while the module is loaded',
  ],
  [
    'imports-what-throws',
    "import { a } from './throws.ts';\nexport const b = a;\n",
    'module-not-loaded: no database, FOLDER/throws.ts line 3, which FOLDER/imports-what-throws.ts imports, mend what throws there while the module is loaded',
  ],
  [
    'imports-nothing',
    "import { a } from './helper';\nexport const b = a;\n",
    "module-not-loaded: Cannot find module 'FOLDER/helper', FOLDER/imports-nothing.ts, name a file that is there, with its ending: ./helper.ts",
  ],
  [
    'imports-a-type',
    `${IMPORT}import { Turn } from 'millrace';\nexport const a = (turn: Turn) => turn;\n`,
    "module-not-loaded: The requested module 'millrace' does not provide an export named 'Turn', FOLDER/imports-a-type.ts line 2, import a name that is exported there, and a type with `import type` or `import { type .. }`",
  ],
  [
    'no-actor',
    'export const a = 1;\n',
    'actor-invalid: nothing made by defineActor is exported, FOLDER/no-actor.ts, export exactly one: export const mine = defineActor({ .. })',
  ],
  [
    'two-actors',
    `${IMPORT}const one = (name: string) => defineActor({ name, state: ${STATE}, onEvent() {} });\nexport const [a, b] = [one('a'), one('b')];\n`,
    'actor-invalid: 2 things made by defineActor are exported, FOLDER/two-actors.ts, export exactly one: export const mine = defineActor({ .. })',
  ],
  [
    'no-name',
    `${IMPORT}export const a = defineActor({ name: 'A b', state: ${STATE}, onEvent() {} });\n`,
    'actor-invalid: name is not made of lower-case letters, digits and dashes, defineActor of A b in FOLDER/no-name.ts line 2, see "A first analytic of your own" in README.md for the parts an actor has',
  ],
  [
    'async',
    `${IMPORT}export const a = defineActor({ name: 'a', state: ${STATE}, async onEvent() {} });\n`,
    `actor-invalid: onEvent is async, and an actor's turn has to end when it returns, defineActor of a in FOLDER/async.ts line 2, see "A first analytic of your own" in README.md for the parts an actor has`,
  ],
  [
    'refuses-settings',
    `${IMPORT}export const a = defineActor({ name: 'a', state: ${STATE}, settings: () => {\n  throw new Error('most is missing');\n}, onEvent() {} });\n`,
    'actor-settings-invalid: most is missing, settings of analytic refuses-settings, change them to what a takes',
  ],
];

for (const [name, text] of modules) writeFileSync(join(folder, `${name}.ts`), text);

test.each(modules)('a start with the module %s says what is wrong, where and what to do', async (name, _, message) => {
  const config = join(folder, `${name}.yaml`);
  writeFileSync(
    config,
    `log: { kind: sqlite, folder: ./data }\ntenants: [{ id: a, analytics: [{ use: ./${name}.ts }] }]\n`,
  );
  const { code, stderr } = await millrace(['start', config]);
  expect({ code, stderr: stderr.replaceAll(folder, 'FOLDER').trim() }).toEqual({ code: 1, stderr: message });
});
