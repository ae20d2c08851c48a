import { createHash, hash } from 'node:crypto';
import { createReadStream } from 'node:fs';

const ERROR_LINE = Buffer.from('{"Message Type":"DeserializationError"');
const LF = 0x0a;
const MODULUS = 2n ** 256n;

/** SHA-256 of a file's bytes, in hexadecimal. */
export async function digestOf(path: string): Promise<string> {
  const sha = createHash('sha256');
  for await (const chunk of createReadStream(path)) sha.update(chunk as Uint8Array);
  return sha.digest('hex');
}

/**
 * A digest of a file's lines in any order, those of wrong lines left out (their running total is a partition's own): the
 * sum of the lines' SHA-256. Needs no sorting, and every line counts as often as it is there.
 */
export async function digestOfSet(path: string): Promise<string> {
  let sum = 0n;
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
    const bytes: Buffer = rest.length === 0 ? (chunk as Buffer) : Buffer.concat([rest, chunk as Buffer]);
    let start = 0;
    for (let end = bytes.indexOf(LF); end !== -1; end = bytes.indexOf(LF, start)) {
      sum += numberOf(bytes.subarray(start, end));
      start = end + 1;
    }
    rest = bytes.subarray(start);
  }
  if (rest.length > 0) sum += numberOf(rest);
  return (sum % MODULUS).toString(16).padStart(64, '0');
}

function numberOf(line: Buffer): bigint {
  if (line.subarray(0, ERROR_LINE.length).equals(ERROR_LINE)) return 0n;
  return BigInt(`0x${hash('sha256', line)}`);
}
