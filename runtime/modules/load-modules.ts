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
import { loadFailure } from './load-failure.ts';
import { actorModulesIn, formatModulesIn } from './modules-in.ts';

const ENTRY = new URL('../index.ts', import.meta.url).href;

let hooked = false;

/**
 * Imports the modules that settings name. A module's `import ... from 'millrace'` is this package, wherever the module
 * stands.
 *
 * @param folder what the settings' paths are relative to.
 * @throws module-not-loaded, actor-invalid, format-invalid.
 */
export async function loadModules(settings: TenantSettings, folder: string): Promise<Modules> {
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
    return (await import(pathToFileURL(path).href)) as Record<string, unknown>;
  } catch (thrown) {
    throw loadFailure(path, thrown);
  }
}

function hookOnce(): void {
  if (hooked) return;
  hooked = true;
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'millrace' ? { url: ENTRY, shortCircuit: true } : next(specifier, context),
  });
}
