/** One part of a key: a whole number where it is spelled as one, else text. Each has one spelling. */
export type Token = number | string;

const WHOLE = /^(0|[1-9]\d{0,15})$/;

/** The token of a spelling. */
export function tokenOf(text: string): Token {
  if (!WHOLE.test(text)) return text;
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : text;
}

/** Numbers as numbers and before text, text by code unit. */
export function compareTokens(a: Token, b: Token): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'number') return -1;
  if (typeof b === 'number') return 1;
  return a < b ? -1 : a > b ? 1 : 0;
}
