import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { configError } from '../../../config/problems.ts';
import { readSource } from '../../../config/source.ts';
import { valueFilesOf } from '../../../config/value-files.ts';
import type { TenantSection } from '../../../connectors/tenant-register.ts';
import { MillraceError, messageOf } from '../../base/errors.ts';

/** A file's tenants: one, a list of them, or those of a whole configuration. @throws file-unreadable, config-syntax, config-invalid. */
export function sectionsIn(file: string): readonly TenantSection[] {
  const { value, problems, place } = readSource(textOf(file), file, {
    environment: process.env,
    readFile: valueFilesOf(file === '-' ? '.' : dirname(file)),
  });
  const [first, ...others] = problems;
  if (first !== undefined) throw configError([first, ...others], place);
  const whole = isGroup(value) && Object.hasOwn(value, 'tenants') ? value.tenants : value;
  const sections: readonly unknown[] = Array.isArray(whole) ? whole : [whole];
  if (sections.length > 0 && sections.every(isGroup)) return sections;
  throw new MillraceError('config-invalid', {
    what: 'found no tenant',
    where: `in ${file}`,
    fix: 'write id: and analytics: as below tenants: in a configuration',
  });
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
