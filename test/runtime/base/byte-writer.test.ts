import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteWriter, Piece } from '../../../runtime/base/byte-writer.ts';
import { hole, JsonShape } from '../../../runtime/base/json-shape.ts';

/** What a writer makes of a number. */
function spelled(value: number): string {
  const writer = new ByteWriter(8);
  writer.number(value);
  return writer.written.toString('latin1');
}

/** Any bit pattern is a double: all exponents as often as each other. */
const anyDouble = fc
  .tuple(fc.integer(), fc.integer())
  .map((halves) => new Float64Array(Int32Array.from(halves).buffer)[0] as number);
const decimal = fc
  .tuple(fc.integer({ min: -(10 ** 12), max: 10 ** 12 }), fc.nat(9))
  .map(([digits, places]) => digits / 10 ** places);
/** A double next to one with few decimals, where the shortest text is longest. */
const neighbour = fc.tuple(decimal, fc.constantFrom(-1, 1)).map(([value, step]) => {
  const bits = new BigInt64Array(Float64Array.of(value).buffer);
  bits[0] = (bits[0] as bigint) + BigInt(step);
  return new Float64Array(bits.buffer)[0] as number;
});
const between = fc.double({ min: 1, max: 1e9, noNaN: true });

describe('a number', () => {
  it('is spelled as JSON spells it', () => {
    const any = fc.oneof(anyDouble, decimal, neighbour, between, fc.maxSafeInteger(), fc.double());
    fc.assert(
      fc.property(any, (value) => spelled(value) === JSON.stringify(value)),
      { numRuns: 100_000 },
    );
  });

  const bounds = [1, 100, 1023, 1024, 20_000_000, 1e9, 2 ** 31, 2 ** 32, 2 ** 53, 1e15, 1e16, 1e21, Number.MAX_VALUE];
  const around = bounds.flatMap((bound) => [-bound, bound - 1, bound - 0.01, bound - 0.001, bound + 0.001, bound + 1]);
  it.each([...bounds, ...around, 0, -0, 0.005, 1.005, 5e-324, 1e-7, 1e-6, Number.NaN, Number.POSITIVE_INFINITY])(
    'is right at the border %d',
    (value) => expect(spelled(value)).toBe(JSON.stringify(value)),
  );
});

describe('a writer', () => {
  const part = fc.oneof(
    fc.string({ unit: 'grapheme' }).map((text) => ({ text })),
    fc.double().map((number) => ({ number })),
    fc.stringMatching(/^[ -~]{0,40}$/).map((piece) => ({ piece })),
  );

  it('joins what it is given, however it has to grow', () => {
    fc.assert(
      fc.property(fc.array(part, { maxLength: 30 }), fc.nat(64), (parts, capacity) => {
        const writer = new ByteWriter(capacity);
        for (const one of parts) {
          if ('text' in one) writer.text(one.text);
          else if ('number' in one) writer.number(one.number);
          else writer.piece(new Piece(one.piece));
          writer.byte(10);
        }
        const expected = parts.map((one) =>
          'text' in one ? one.text : 'number' in one ? JSON.stringify(one.number) : one.piece,
        );
        const bytes = Buffer.from(expected.map((text) => `${text}\n`).join(''));
        expect(writer.written.equals(bytes)).toBe(true);
        expect(writer.length).toBe(bytes.length);
      }),
    );
  });

  it('goes back to where it was, and hands its bytes over', () => {
    const writer = new ByteWriter();
    writer.text('kept');
    writer.text(' dropped');
    writer.truncate(4);
    writer.text('!');
    const taken = writer.take();
    writer.text('another');
    expect([taken.toString(), writer.written.toString()]).toEqual(['kept!', 'another']);
    expect(writer.take(new ArrayBuffer(16)).toString()).toBe('another');
    writer.text('in spare memory, and more than it holds');
    expect(writer.written.toString()).toBe('in spare memory, and more than it holds');
  });
});

it('a shape writes the JSON of its object with numbers in its holes', () => {
  const shape = new JsonShape({ a: hole, text: 'q"\\', inner: { b: [hole, 1] }, last: null });
  fc.assert(
    fc.property(fc.double(), fc.double(), (a, b) => {
      const writer = new ByteWriter(1);
      shape.write(writer, Float64Array.of(a, b));
      expect(writer.written.toString()).toBe(JSON.stringify({ a, text: 'q"\\', inner: { b: [b, 1] }, last: null }));
    }),
  );
});
