import { createHash, hash } from 'node:crypto';
import { createReadStream } from 'node:fs';

const ERROR_LINE = Buffer.from('{"Message Type":"DeserializationError"');
const WINDOW_LINE = Buffer.from('{"Message Type":"Window Streaming Analytics"');
/** Fields that Millrace adds at the end of these results, and the loops don't write. */
const ADDED = [
  { type: ERROR_LINE, fields: /,"Reason":"(?:[^"\\]|\\.)*"(?:,"Bytes":\d+)?(?=\}\}\n?$)/ },
  {
    type: WINDOW_LINE,
    fields:
      /,"Analytic":"[^"\\]*","Partition":\d+,"First input":\d+,"Last input":\d+,"Settings hash":"[0-9a-f]{16}"(?=\}\}\n?$)/,
  },
] as const;
const LF = 0x0a;
const MODULUS = 2n ** 256n;

/** SHA-256 of a file's bytes without the fields that Millrace adds, in hexadecimal. */
export async function digestOf(path: string): Promise<string> {
  const sha = createHash('sha256');
  for await (const line of linesOf(path)) sha.update(plainResult(line));
  return sha.digest('hex');
}

/**
 * A digest of a file's lines in any order, without the fields that Millrace adds, those of wrong lines left out (their
 * running total is a partition's own): the sum of the lines' SHA-256. Needs no sorting, and every line counts as often as it
 * is there.
 */
export async function digestOfSet(path: string): Promise<string> {
  let sum = 0n;
  for await (const line of linesOf(path)) {
    if (!startsWith(line, ERROR_LINE)) sum += BigInt(`0x${hash('sha256', plainResult(line))}`);
  }
  return (sum % MODULUS).toString(16).padStart(64, '0');
}

/** The lines of a file, each with its line feed. */
async function* linesOf(path: string): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
    const bytes: Buffer = rest.length === 0 ? (chunk as Buffer) : Buffer.concat([rest, chunk as Buffer]);
    let start = 0;
    for (let end = bytes.indexOf(LF); end !== -1; end = bytes.indexOf(LF, start)) {
      yield bytes.subarray(start, end + 1);
      start = end + 1;
    }
    rest = bytes.subarray(start);
  }
  if (rest.length > 0) yield rest;
}

/** A result, with its line feed or without, as the loops write it. */
export function plainResult(line: Buffer): Buffer {
  const added = ADDED.find(({ type }) => startsWith(line, type));
  if (added === undefined) return line;
  return Buffer.from(line.toString('latin1').replace(added.fields, ''), 'latin1');
}

function startsWith(line: Buffer, start: Buffer): boolean {
  return line.subarray(0, start.length).equals(start);
}
