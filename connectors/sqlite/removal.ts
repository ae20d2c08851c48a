import { existsSync, readdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { MillraceError, messageOf } from '../../runtime/base/errors.ts';

/**
 * Removes files, and folders with all in them, and then the folder around them when nothing is left there. What is not
 * there is no error.
 *
 * @throws folder-unusable.
 */
export function removeFiles(...paths: readonly string[]): void {
  for (const path of paths) {
    try {
      rmSync(path, { recursive: true, force: true });
      const around = dirname(path);
      if (existsSync(around) && readdirSync(around).length === 0) rmSync(around, { recursive: true });
    } catch (thrown) {
      throw new MillraceError('folder-unusable', {
        what: `it cannot be removed: ${messageOf(thrown)}`,
        where: `at ${path}`,
        fix: 'let this user write there, and remove it again',
        cause: thrown,
      });
    }
  }
}
