import { parseConfig } from './load.ts';
import { type KeyPath, type Place, spellPath } from './problems.ts';
import type { TenantConfig } from './types.ts';
import { noValueFiles } from './value-files.ts';

/**
 * A tenant's section of a configuration, as plain data, checked and with its defaults, as if it stood in a file. It takes
 * nothing from this machine's environment and files.
 *
 * @param file the configuration's: relative paths start at its folder.
 * @param place where the section stands, for messages: it is asked for keys of the section. Default: nowhere that is known.
 * @throws ConfigError as {@link import('./load.ts').loadConfig}.
 */
export function tenantOf(section: unknown, file: string, place: Place = given): TenantConfig {
  const { tenants } = parseConfig(JSON.stringify({ tenants: [section] }), file, {
    environment: {},
    readFile: noValueFiles,
    place: inSection(place),
  });
  return tenants[0] as TenantConfig;
}

const given: Place = {
  file: '',
  line: () => 0,
  where: (path) => `at ${spellPath(path)} of the tenant that is given`,
};

/** The section is the first of a list, which nobody has written. */
function inSection(place: Place): Place {
  const below = (path: KeyPath): KeyPath => path.slice(2);
  const line = (path: KeyPath): number => place.line(below(path));
  const where = (path: KeyPath): string =>
    place.where?.(below(path)) ?? `at ${spellPath(below(path))} in ${place.file} line ${line(path)}`;
  return { file: place.file, line, where };
}
