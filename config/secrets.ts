import { type KeyPath, type Problem, spellPath, valueAt } from './problems.ts';
import { fromFile, fromVariable } from './schema/secret.ts';
import type { FromOutside } from './types.ts';

/** The keys whose values are secret, `*` for any position of a list, with a name for the variable or file that holds each. */
const SECRETS: ReadonlyMap<string, string> = new Map([
  ['log.authentication.password', 'NATS_PASSWORD'],
  ['log.authentication.token', 'NATS_TOKEN'],
  ['store.password', 'CASSANDRA_PASSWORD'],
  ['api.tokens.*.token', 'MILLRACE_TOKEN'],
]);

/** Names that may look like numbers, and are none. */
const NAMES: ReadonlySet<string> = new Set(['log.authentication.user', 'store.username']);

/** Whether no message and no print may show what stands at a path. */
export function isSecret(path: KeyPath): boolean {
  return [...path.keys()].some((end) => SECRETS.has(patternOf(path.slice(0, end + 1))));
}

/** Whether a value from outside is text even where YAML would read a number. */
export function isAlwaysText(path: KeyPath): boolean {
  return isSecret(path) || NAMES.has(spellPath(path));
}

/** Refuses secrets that stand in the configuration, be it as the default of a variable. */
export function writtenSecrets(value: unknown, fromOutside: readonly FromOutside[]): Problem[] {
  return [...SECRETS].flatMap(([pattern, variable]) =>
    placesOf(value, pattern.split('.')).flatMap((path): Problem[] => written(value, path, variable)),
  );

  function written(value: unknown, path: KeyPath, variable: string): Problem[] {
    const found = valueAt(value, path);
    const isTaken = fromOutside.some((candidate) => spellPath(candidate.path) === spellPath(path));
    if (found === undefined || found === null || isTaken) return [];
    const what = `found a ${path.at(-1)} in the configuration but wanted one from the environment or a file of its own`;
    return [
      {
        code: 'config-invalid',
        path,
        what,
        fix: `write ${fromVariable(variable)} and set that variable, or ${fromFile(variable)}`,
      },
    ];
  }
}

function patternOf(path: KeyPath): string {
  return path.map((key) => (typeof key === 'number' ? '*' : key)).join('.');
}

/** The paths that a pattern stands for in a configuration. */
function placesOf(value: unknown, [key, ...rest]: readonly string[], before: KeyPath = []): KeyPath[] {
  if (key === undefined) return [before];
  if (key !== '*') return placesOf(value, rest, [...before, key]);
  const list = valueAt(value, before);
  return Array.isArray(list) ? list.flatMap((_, index) => placesOf(value, rest, [...before, index])) : [];
}
