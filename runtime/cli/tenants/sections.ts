import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { configError, type KeyPath, type Place, spellPath } from '../../../config/problems.ts';
import { readSource } from '../../../config/source.ts';
import { tenantOf } from '../../../config/tenant-section.ts';
import { valueFilesOf } from '../../../config/value-files.ts';
import type { TenantSection } from '../../../connectors/tenant-register.ts';
import { MillraceError, messageOf } from '../../base/errors.ts';

/**
 * A file's tenants: one, a list of them, or those of a whole configuration.
 *
 * @param config the configuration that they are to be added to: relative paths start at its folder.
 * @throws file-unreadable, config-syntax, ConfigError.
 */
export function sectionsIn(file: string, config: string): readonly TenantSection[] {
  const name = file === '-' ? 'standard input' : file;
  const { value, problems, place } = readSource(textOf(file), name, {
    environment: process.env,
    readFile: valueFilesOf(file === '-' ? '.' : dirname(file)),
  });
  const [first, ...others] = problems;
  if (first !== undefined) throw configError([first, ...others], place);
  const isConfig = isGroup(value) && Object.hasOwn(value, 'tenants');
  const whole = isConfig ? value.tenants : value;
  const sections: readonly unknown[] = Array.isArray(whole) ? whole : [whole];
  if (sections.length > 0 && sections.every(isGroup)) {
    const top = isConfig ? ['tenants'] : [];
    for (const [index, section] of sections.entries()) {
      tenantOf(section, config, below(place, Array.isArray(whole) ? [...top, index] : top));
    }
    return sections;
  }
  throw new MillraceError('config-invalid', {
    what: 'found no tenant',
    where: `in ${name}`,
    fix: 'write id: and analytics: as below tenants: in a configuration',
  });
}

/** The place of what stands below a path of the file. */
function below({ file, line }: Place, top: KeyPath): Place {
  const lineOf = (path: KeyPath): number => line([...top, ...path]);
  return { file, line: lineOf, where: (path) => `at ${spellPath([...top, ...path])} in ${file} line ${lineOf(path)}` };
}

function isGroup(value: unknown): value is TenantSection {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (cause) {
    throw new MillraceError('file-unreadable', {
      what: messageOf(cause),
      where: file,
      fix: 'name a file that this user may read',
      cause,
    });
  }
}
