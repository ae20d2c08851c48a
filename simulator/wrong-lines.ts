import type { Prng } from '../runtime/base/prng.ts';

/** The ways in which a line can be wrong. */
export const wrongKinds = [
  'text',
  'too few fields',
  'too many fields',
  'leading zero',
  'id not digits',
  'id too great',
  'event time',
  'value',
  'threshold',
  'boolean',
  'empty',
  'not UTF-8',
] as const;

export type WrongKind = (typeof wrongKinds)[number];

const TEXTS = [
  'THIS LINE IS WRONG',
  '{"station":1161115040}',
  'Größe: übel',
  ',',
  ',,,,,,,',
  'station_id,datapoint_id',
];
const IDS = ['-121', '12a', '1.5', ' 121', '', '0x79', '1e3'];
const TIMES = [
  '2017-02-30 14:20:13 UTC',
  '2017-02-29 00:00:00 UTC',
  '2017-13-01 14:20:13 UTC',
  '2017-00-10 14:20:13 UTC',
  '2017-02-19 24:00:00 UTC',
  '2017-02-19 14:60:13 UTC',
  '2017-02-19 14:20:60 UTC',
  '2017-02-19T14:20:13Z',
  '2017-2-19 14:20:13 UTC',
  '2017-02-19 14:20:13',
  '2017-02-19 14:20:13 CET',
  '',
];
const NUMBERS = ['NaN', 'Infinity', '242.', '.87', '+242.87', '1e999', '0x1F', '242.87.1', '--1', '1e', ''];
const BOOLEANS = ['true', 'FALSE', '1', 'Yes', 'True ', ''];
// A byte that never occurs, a cut sequence, an overlong slash, a surrogate and a lone continuation.
const BROKEN = ['\xff', '\xe2\x82', '\xc0\xaf', '\xed\xa0\x80', '\x80'];

/**
 * A wrong line of a kind drawn from {@link wrongKinds}, without a line feed.
 * @param line a right one, without its line feed; most kinds spoil one field of it.
 */
export function wrongLine(prng: Prng, line: string): Uint8Array {
  return spoiled(wrongKinds[prng.below(wrongKinds.length)] as WrongKind, prng, line);
}

/** A wrong line of one kind. */
export function spoiled(kind: WrongKind, prng: Prng, line: string): Uint8Array {
  const fields = line.split(',');
  switch (kind) {
    case 'text':
      return Buffer.from(oneOf(prng, TEXTS), 'utf8');
    case 'too few fields':
      return Buffer.from(fields.slice(0, 1 + prng.below(7)).join(','));
    case 'too many fields':
      return Buffer.from(`${line},`);
    case 'leading zero':
      return withField(fields, prng.below(3), `0${fields[0]}`);
    case 'id not digits':
      return withField(fields, prng.below(3), oneOf(prng, IDS));
    case 'id too great':
      return withField(fields, prng.below(3), '9007199254740992');
    case 'event time':
      return withField(fields, 3, oneOf(prng, TIMES));
    case 'value':
      return withField(fields, 4, oneOf(prng, NUMBERS));
    case 'threshold':
      return withField(fields, 5, oneOf(prng, NUMBERS));
    case 'boolean':
      return withField(fields, 6, oneOf(prng, BOOLEANS));
    case 'empty':
      return new Uint8Array(0);
    case 'not UTF-8':
      return withField(fields, prng.below(7), `${fields[4]}${oneOf(prng, BROKEN)}`);
  }
}

function withField(fields: readonly string[], index: number, field: string): Uint8Array {
  return Buffer.from(fields.with(index, field).join(','), 'latin1');
}

function oneOf(prng: Prng, texts: readonly string[]): string {
  return texts[prng.below(texts.length)] as string;
}
