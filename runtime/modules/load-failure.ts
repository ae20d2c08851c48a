import { fileURLToPath } from 'node:url';
import { MillraceError, messageOf } from '../base/errors.ts';

/** Says of a user's module that could not be imported what is wrong, in which file and line, and what to do. */
export function loadFailure(path: string, thrown: unknown): MillraceError {
  if (thrown instanceof MillraceError) {
    const { code, what, where, fix } = thrown;
    return new MillraceError(code, { what, where: `${where} in ${placeOf(path, thrown)}`, fix, cause: thrown });
  }
  return new MillraceError('module-not-loaded', {
    what: whatOf(thrown),
    where: placeOf(path, thrown),
    fix: fixFor(thrown),
    cause: thrown,
  });
}

function whatOf(thrown: unknown): string {
  const [first = ''] = messageOf(thrown).split('\n');
  return first.replace(/ imported from .*$/, '');
}

function fixFor(thrown: unknown): string {
  switch ((thrown as { code?: unknown } | null)?.code) {
    case 'ERR_MODULE_NOT_FOUND':
    case 'ERR_UNSUPPORTED_DIR_IMPORT':
      return 'name a file that is there, with its ending: ./helper.ts';
    case 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX':
      return 'write it without: node strips types and leaves the rest, so enums, namespaces and parameter properties are not allowed';
    case 'ERR_INVALID_TYPESCRIPT_SYNTAX':
      return 'mend the syntax there';
  }
  if (/does not provide an export named/.test(messageOf(thrown))) {
    return 'import a name that is exported there, and a type with `import type` or `import { type .. }`';
  }
  if (thrown instanceof SyntaxError) return 'mend the syntax there';
  return 'mend what throws there while the module is loaded';
}

/** The file, and the line where the error tells one: of the module itself, or of another file of the user's that it imports. */
function placeOf(path: string, thrown: unknown): string {
  const stack = thrown instanceof Error ? (thrown.stack ?? '') : '';
  for (const [, found = '', line] of stack.matchAll(/(?:^|[\s(])((?:file:\/\/)?\/[^\s:()]+):(\d+)/gm)) {
    const file = found.startsWith('file://') ? fileURLToPath(found) : found;
    if (file === path) return `${path} line ${line}`;
    if (!file.startsWith(PACKAGE)) return `${file} line ${line}, which ${path} imports`;
  }
  return path;
}

const PACKAGE = fileURLToPath(new URL('../../', import.meta.url));
