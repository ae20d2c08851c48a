const PLAIN = /[A-Za-z0-9_-]/;

/**
 * The key of a bucket that stands for a name: its parts between slashes become tokens (`customer1/0` is `customer1.0`), and
 * what a token can't hold is written as `=` and two hexadecimal digits a byte. Different names have different keys.
 */
export function kvKeyOf(name: string): string {
  return name.split('/').map(tokenOf).join('.');
}

function tokenOf(part: string): string {
  if (part === '') return '=';
  return Array.from(part, (character) => (PLAIN.test(character) ? character : escaped(character))).join('');
}

function escaped(character: string): string {
  return Array.from(Buffer.from(character), (byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
}
