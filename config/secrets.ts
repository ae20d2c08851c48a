import { type KeyPath, type Problem, spellPath, valueAt } from './problems.ts';
import { fromVariable } from './schema/secret.ts';
import type { FromEnvironment } from './types.ts';

/** The keys whose values are secret, with a name for the variable that holds each. */
const SECRETS: ReadonlyMap<string, string> = new Map([
  ['log.authentication.password', 'NATS_PASSWORD'],
  ['log.authentication.token', 'NATS_TOKEN'],
  ['store.password', 'CASSANDRA_PASSWORD'],
]);

/** Names that may look like numbers, and are none. */
const NAMES: ReadonlySet<string> = new Set(['log.authentication.user', 'store.username']);

/** Whether no message and no print may show what stands at a path. */
export function isSecret(path: KeyPath): boolean {
  return [...path.keys()].some((end) => SECRETS.has(path.slice(0, end + 1).join('.')));
}

/** Whether a value from the environment is text even where YAML would read a number. */
export function isAlwaysText(path: KeyPath): boolean {
  return isSecret(path) || NAMES.has(spellPath(path));
}

/** Refuses secrets that stand in the file, be it as the default of a variable. */
export function writtenSecrets(value: unknown, fromEnvironment: readonly FromEnvironment[]): Problem[] {
  return [...SECRETS].flatMap(([spelled, variable]): Problem[] => {
    const path = spelled.split('.');
    const found = valueAt(value, path);
    const isTaken = fromEnvironment.some((candidate) => spellPath(candidate.path) === spelled);
    if (found === undefined || found === null || isTaken) return [];
    const what = `found a ${path.at(-1)} in the file but wanted one from the environment`;
    return [{ code: 'config-invalid', path, what, fix: `write ${fromVariable(variable)}, and set that variable` }];
  });
}
