import { compareTokens, type Token, tokenOf } from '../runtime/base/token.ts';

/** One token of a key: a whole number where it is spelled as one, else text. */
export type KeyToken = Token;

/** A key taken apart: station, sensor, alarm. */
export type KeyTokens = readonly [station: KeyToken, sensor: KeyToken, alarm: KeyToken];

/** Parts of a key's canonical spelling, `<station>-<sensor>-<alarm>`. */
export function keyTokens(key: string): KeyTokens {
  const [station = '', sensor = '', alarm = ''] = key.split('-');
  return [tokenOf(station), tokenOf(sensor), tokenOf(alarm)];
}

/** Whether a token's text keeps a key's spelling unique and fits a subject. */
export function isKeyToken(text: string): boolean {
  return /^[A-Za-z0-9_]{1,80}$/.test(text);
}

/** The order of keys: token by token, numbers as numbers and before text, text by code unit. */
export function compareKeys(a: KeyTokens, b: KeyTokens): number {
  return compareTokens(a[0], b[0]) || compareTokens(a[1], b[1]) || compareTokens(a[2], b[2]);
}
