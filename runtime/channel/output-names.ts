import { nearest } from '../../config/nearest.ts';
import { MillraceError } from '../base/errors.ts';

/** The outputs that ship, each by the words that ask for it. `alerts` is whatever warns of something. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  statistics: ['statistics'],
  statistic: ['statistics'],
  window: ['window'],
  windows: ['window'],
  alert: ['alert'],
  alerts: ['window', 'alert'],
  error: ['error'],
  errors: ['error'],
  late: ['late'],
  'dead-letter': ['dead-letter'],
  'dead-letters': ['dead-letter'],
  batch: ['batch'],
  batches: ['batch'],
};

/**
 * The outputs that a list such as `alerts,late` names.
 *
 * @param own whether the tenant has analytics of its own, whose outputs may have any name.
 * @throws query-invalid when a word can be no output's name.
 */
export function outputsNamed(list: string, own: boolean): ReadonlySet<string> {
  const words = list.split(',').map((word) => word.trim());
  const unknown = words.find((word) => !Object.hasOwn(WORDS, word) && !(own && /^[a-z][a-z0-9-]*$/.test(word)));
  if (unknown === undefined) return new Set(words.flatMap((word) => WORDS[word] ?? [word]));
  const known = nearest(unknown, Object.keys(WORDS));
  throw new MillraceError('query-invalid', {
    what: unknown === '' ? 'an output has no name' : `there is no output ${unknown}`,
    where: 'only',
    fix: known === undefined ? `name some of ${Object.keys(WORDS).join(', ')}` : `did you mean ${known}?`,
  });
}
