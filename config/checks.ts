import { resolve } from 'node:path';
import { type FileExists, missingFiles, partnerProblems } from './connector-checks.ts';
import { batchProblems, mergingProblems } from './merging-checks.ts';
import { type KeyPath, type Problem, valueAt } from './problems.ts';
import { MODULE_PATH } from './schema/modules.ts';
import { writtenSecrets } from './secrets.ts';
import { tokenProblems } from './token-checks.ts';
import type { FromOutside } from './types.ts';

/** What a configuration is checked against. */
export interface Around {
  /** Where relative paths start. */
  readonly folder: string;
  readonly exists: FileExists;
  readonly fromOutside: readonly FromOutside[];
}

/**
 * What no schema of one value can see: ids that are there twice, files that are not there, a log and a store that do not go
 * together, secrets in the file. Takes the configuration
 * as the file says it, valid or not, so that these mistakes are reported together with the others.
 */
export function crossCheck(value: unknown, { folder, exists, fromOutside }: Around): Problem[] {
  const tenants = listAt(value, ['tenants']);
  const problems = [
    ...partnerProblems(value),
    ...missingFiles(value, folder, exists),
    ...writtenSecrets(value, fromOutside),
    ...duplicates(value, ['tenants'], tenants.length),
    ...tokenProblems(value),
  ];
  for (const t of tenants.keys()) {
    const analytics: KeyPath = ['tenants', t, 'analytics'];
    const count = listAt(value, analytics).length;
    problems.push(...duplicates(value, analytics, count));
    problems.push(...mergingProblems(value, analytics, count));
    problems.push(...batchProblems(value, ['tenants', t], count));
    const modules: KeyPath[] = Array.from({ length: count }, (_, a) => [...analytics, a, 'use']);
    modules.push(['tenants', t, 'input', 'format']);
    problems.push(...modules.flatMap((path) => missingModule(value, path, folder, exists)));
  }
  return problems;
}

function missingModule(value: unknown, path: KeyPath, folder: string, exists: FileExists): Problem[] {
  const found = valueAt(value, path);
  if (typeof found !== 'string' || !MODULE_PATH.test(found)) return [];
  const file = resolve(folder, found);
  if (exists(file)) return [];
  const what = `found no file ${file} but wanted a module`;
  return [
    { code: 'config-invalid', path, what, fix: "create it, or correct the path: it starts at this file's folder" },
  ];
}

function duplicates(value: unknown, list: KeyPath, length: number): Problem[] {
  const seen = new Map<unknown, KeyPath>();
  const problems: Problem[] = [];
  for (let index = 0; index < length; index++) {
    const path = [...list, index, 'id'];
    const id = valueAt(value, path);
    const first = seen.get(id);
    if (typeof id === 'string' && first !== undefined) {
      const what = `found the id ${id} twice, first at ${first.join('.')}`;
      problems.push({ code: 'config-conflict', path, what, fix: 'give one of them another id' });
    } else if (first === undefined) seen.set(id, path);
  }
  return problems;
}

function listAt(value: unknown, path: KeyPath): readonly unknown[] {
  const found = valueAt(value, path);
  return Array.isArray(found) ? found : [];
}
