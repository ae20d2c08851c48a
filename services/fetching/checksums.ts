import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MillraceError } from '../../runtime/base/errors.ts';

/** The SHA-256 hash that each file should have, by the file's name. */
export type Checksums = ReadonlyMap<string, string>;

/** Reads lines as `sha256sum` writes them. */
export function parseChecksums(text: string): Checksums {
  const lines = text.split('\n').filter((line) => line !== '');
  return new Map(lines.map((line) => [line.slice(66), line.slice(0, 64)]));
}

/** Checks that a folder holds exactly the files that it should. Throws `checksum-mismatch`. */
export function verifyFolder(folder: string, wanted: Checksums): void {
  const found = new Set(readdirSync(folder));
  for (const name of found)
    if (!wanted.has(name)) throw mismatch(join(folder, name), 'it is not among the files known');
  for (const [name, hash] of wanted) {
    if (!found.has(name)) throw mismatch(join(folder, name), 'it was not fetched');
    const is = createHash('sha256')
      .update(readFileSync(join(folder, name)))
      .digest('hex');
    if (is !== hash) throw mismatch(join(folder, name), `its SHA-256 is ${is} and should be ${hash}`);
  }
}

function mismatch(file: string, what: string): MillraceError {
  return new MillraceError('checksum-mismatch', {
    what: `a fetched file was refused: ${what}`,
    where: file,
    fix: 'find out where your package registry has it from before you trust it',
  });
}
