import fc from 'fast-check';
import { expect, test } from 'vitest';
import { limits } from '../../../runtime/base/limits.ts';
import { LineSplitter } from '../../../runtime/channel/line-splitter.ts';
import { eachLine } from '../../../runtime/partition/lines.ts';

function split(pieces: readonly Uint8Array[]): string[] {
  const splitter = new LineSplitter();
  const lines = pieces.flatMap((piece) => splitter.push(piece).map((line) => Buffer.from(line).toString('latin1')));
  return [...lines, ...splitter.end().map((line) => Buffer.from(line).toString('latin1'))];
}

/** The lines that a partition sees in a record of the same bytes. */
function linesOf(bytes: Uint8Array): string[] {
  const lines: string[] = [];
  if (bytes.length === 0) return lines;
  eachLine(bytes, bytes.length, (start, end) => {
    lines.push(Buffer.from(bytes.subarray(start, end)).toString('latin1'));
  });
  return lines;
}

test('a line ends at a newline, without it and the CR before it; a final newline starts none', () => {
  expect(split([Buffer.from('a\r\nb\n\n\r\nc\rd\ne\r')])).toEqual(['a', 'b', '', '', 'c\rd', 'e\r']);
  expect(split([Buffer.from('a\n')])).toEqual(['a']);
  expect(split([])).toEqual([]);
});

test('however a stream is cut into pieces, its lines are those that a partition sees', () => {
  const byte = fc.constantFrom(10, 13, 65, 0xff, 0);
  const pieces = fc.array(
    fc.uint8Array({ maxLength: 12 }).chain(({ length }) => fc.array(byte, { maxLength: length })),
  );
  fc.assert(
    fc.property(pieces, (given) => {
      const parts = given.map((part) => Uint8Array.from(part));
      expect(split(parts)).toEqual(linesOf(Buffer.concat(parts)));
    }),
  );
});

test('a piece may be used again as soon as it was taken', () => {
  const splitter = new LineSplitter();
  const piece = Buffer.from('abc');
  splitter.push(piece);
  piece.fill(0);
  expect(splitter.end().map((line) => Buffer.from(line).toString())).toEqual(['abc']);
});

test('a line over the limit is cut, counted, and those after it are whole', () => {
  const splitter = new LineSplitter();
  const piece = Buffer.alloc(8 * 1024 * 1024, 'x');
  for (let held = 0; held <= limits.lineBytes; held += piece.length) expect(splitter.push(piece)).toEqual([]);
  const [long, next] = splitter.push(Buffer.from('y\nnext\n'));
  expect(long?.length).toBe(limits.lineBytes);
  expect(Buffer.from(next ?? []).toString()).toBe('next');
  expect([splitter.cut, splitter.end()]).toEqual([1, []]);
});
