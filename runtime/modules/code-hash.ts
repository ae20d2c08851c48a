import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { builtInVersions } from '../../actors/catalog.ts';
import type { TenantSettings } from '../../actors/settings.ts';
import { shortHash } from '../base/canonical.ts';
import { modulesIn } from './modules-in.ts';

const IMPORT = /(?:\bfrom\s*|\bimport\s*\(?\s*)(['"])(\.{1,2}\/[^'"]+)\1/g;

/**
 * Stands for the code that computes results: versions of the built-in analytics that settings name, and the content of a tenant's
 * own modules with all that they import by relative path.
 *
 * @param settings what is run: of a stage, those that it runs itself.
 * @param folder what the settings' paths are relative to.
 */
export function codeHashOf(settings: TenantSettings, folder: string): string {
  const parts: (string | Uint8Array)[] = [];
  for (const { use } of settings.analytics) {
    if (Object.hasOwn(builtInVersions, use)) parts.push(`${use}@${builtInVersions[use]} `);
  }
  for (const path of modulesIn(settings)) {
    for (const file of filesOf(resolve(folder, path))) parts.push(readFileSync(file));
  }
  return shortHash(...parts);
}

/** The same for one module alone. @param file its path. */
export function moduleHashOf(file: string): string {
  return shortHash(...filesOf(file).map((found) => readFileSync(found)));
}

/** A module's file and those it imports by relative path, in the order they are met. */
function filesOf(entry: string): readonly string[] {
  const found = new Set<string>();
  const visit = (file: string): void => {
    if (found.has(file) || !existsSync(file)) return;
    found.add(file);
    for (const [, , specifier] of readFileSync(file, 'utf8').matchAll(IMPORT)) {
      visit(resolve(dirname(file), specifier as string));
    }
  };
  visit(entry);
  return [...found];
}
