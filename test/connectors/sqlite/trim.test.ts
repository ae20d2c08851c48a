import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cutOf } from '../../../connectors/sqlite/trim.ts';

const records = fc
  .array(fc.record({ bytes: fc.nat(50), gap: fc.nat(10) }), { maxLength: 30 })
  .map((parts) => parts.map(({ bytes }, i) => ({ sequence: i + 5, bytes, arrival: arrivalOf(parts, i) })));

function arrivalOf(parts: readonly { gap: number }[], i: number): number {
  return parts.slice(0, i + 1).reduce((sum, { gap }) => sum + gap, 0);
}

it('drops the fewest oldest records that bring the log within its bytes and age', () => {
  fc.assert(
    fc.property(records, fc.nat(800), fc.nat(400), fc.nat(100), fc.nat(100), (oldest, more, bytes, age, later) => {
      const held = oldest.reduce((sum, record) => sum + record.bytes, more);
      const now = (oldest.at(-1)?.arrival ?? 0) + later;
      const cut = cutOf(oldest, held, { bytes, age }, now);
      const due = (dropped: number): boolean => {
        const record = oldest[dropped];
        const left = held - oldest.slice(0, dropped).reduce((sum, { bytes: size }) => sum + size, 0);
        return record !== undefined && (left > bytes || now - record.arrival > age);
      };
      let expected = 0;
      while (due(expected)) expected++;
      expect(cut.records).toBe(expected);
      expect(cut.sequence).toBe(expected === 0 ? 0 : oldest[expected - 1]?.sequence);
      expect(cut.bytes).toBe(oldest.slice(0, expected).reduce((sum, { bytes: size }) => sum + size, 0));
    }),
  );
});
