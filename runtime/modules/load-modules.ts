import { registerHooks } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Actor, isActor } from '../../actors/actor.ts';
import type { Modules } from '../../actors/catalog.ts';
import { type DefinedFormat, isDefinedFormat } from '../../actors/formats/define-format.ts';
import type { Format } from '../../actors/formats/format.ts';
import { TextFormat } from '../../actors/formats/json.ts';
import type { TenantSettings } from '../../actors/settings.ts';
import type { ErrorCode } from '../base/error-codes.ts';
import { MillraceError } from '../base/errors.ts';
import { moduleHashOf } from './code-hash.ts';
import { guardExit } from './exit-guard.ts';
import { loadFailure } from './load-failure.ts';
import { actorModulesIn, formatModulesIn } from './modules-in.ts';

const ENTRY = new URL('../index.ts', import.meta.url).href;

/** In the address of a module that has changed since the thread loaded it first: what is loaded anew, with all it imports by relative path. */
const CHANGED = '?code=';

let hooked = false;
/** Hashes of the modules that this thread has loaded, as they were the first time. */
const loaded = new Map<string, string>();

/**
 * Imports the modules that settings name. A module's `import ... from 'millrace'` is this package, wherever the module
 * stands. One whose code has changed since it was loaded before is loaded anew.
 *
 * @param folder what the settings' paths are relative to.
 * @throws module-not-loaded, actor-invalid, format-invalid.
 */
export async function loadModules(settings: TenantSettings, folder: string): Promise<Modules> {
  guardExit();
  const actors = new Map<string, Actor>();
  for (const path of actorModulesIn(settings)) {
    actors.set(path, await onlyExport(resolve(folder, path), isActor, 'actor-invalid', 'defineActor'));
  }
  const formats = new Map<string, Format>();
  for (const path of formatModulesIn(settings)) {
    const defined: DefinedFormat = await onlyExport(
      resolve(folder, path),
      isDefinedFormat,
      'format-invalid',
      'defineFormat',
    );
    formats.set(path, new TextFormat(defined.decode));
  }
  return { actors, formats };
}

async function onlyExport<T>(
  path: string,
  is: (value: unknown) => value is T,
  code: ErrorCode,
  maker: string,
): Promise<T> {
  const found = Object.values(await importModule(path)).filter(is);
  if (found.length === 1) return found[0] as T;
  throw new MillraceError(code, {
    what:
      found.length === 0
        ? `nothing made by ${maker} is exported`
        : `${found.length} things made by ${maker} are exported`,
    where: path,
    fix: `export exactly one: export const mine = ${maker}({ .. })`,
  });
}

async function importModule(path: string): Promise<Record<string, unknown>> {
  hookOnce();
  try {
    return (await import(addressOf(path))) as Record<string, unknown>;
  } catch (thrown) {
    throw loadFailure(path, thrown);
  }
}

function addressOf(path: string): string {
  const hash = moduleHashOf(path);
  const first = loaded.get(path) ?? hash;
  loaded.set(path, first);
  return `${pathToFileURL(path).href}${hash === first ? '' : CHANGED + hash}`;
}

function hookOnce(): void {
  if (hooked) return;
  hooked = true;
  registerHooks({
    resolve: (specifier, context, next) => {
      if (specifier === 'millrace') return { url: ENTRY, shortCircuit: true };
      const resolved = next(specifier, context);
      const [, hash] = context.parentURL?.split(CHANGED) ?? [];
      if (hash === undefined || !/^\.{1,2}\//.test(specifier)) return resolved;
      return { ...resolved, url: resolved.url + CHANGED + hash };
    },
  });
}
