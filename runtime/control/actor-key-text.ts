import { isKeyToken } from '../../actors/key.ts';
import { MillraceError } from '../base/errors.ts';
import { limits } from '../base/limits.ts';

/** A key as a person gives it, if it has the shape of one. @throws query-invalid. */
export function checkKey(key: string): string {
  const tokens = key.split('-');
  if (tokens.length === 3 && tokens.every(isKeyToken) && key.length <= limits.maxKeyBytes) return key;
  throw new MillraceError('query-invalid', {
    what: `${JSON.stringify(key)} is no key`,
    where: 'parameter key',
    fix: 'give <station>-<sensor>-<alarm>, such as 1161115040-141-312',
  });
}
