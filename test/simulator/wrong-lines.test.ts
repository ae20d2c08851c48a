import { describe, expect, it } from 'vitest';
import { Prng } from '../../runtime/base/prng.ts';
import { spoiled, wrongKinds, wrongLine } from '../../simulator/wrong-lines.ts';
import { parse } from './support.ts';

const LINE = '1161115040,141,312,2017-02-19 14:20:13 UTC,242.87,999999,True,';

describe('wrong lines', () => {
  it.each(wrongKinds)('%s: is wrong and holds no line feed', (kind) => {
    const prng = new Prng(11);
    for (let i = 0; i < 200; i++) {
      const bytes = spoiled(kind, prng, LINE);
      expect(bytes.includes(0x0a)).toBe(false);
      expect(bytes.length).toBeLessThan(200);
      expect(parse(Buffer.from(bytes).toString('latin1'))).toBeUndefined();
    }
  });

  it('spoils nothing but the field it says', () => {
    const prng = new Prng(1);
    const texts = Array.from({ length: 50 }, () => Buffer.from(spoiled('event time', prng, LINE)).toString());
    for (const text of texts) {
      expect(text.startsWith('1161115040,141,312,')).toBe(true);
      expect(text.endsWith(',242.87,999999,True,')).toBe(true);
    }
  });

  it('makes bytes that are no UTF-8', () => {
    const decoder = new TextDecoder('utf-8', { fatal: true });
    const prng = new Prng(2);
    for (let i = 0; i < 50; i++) expect(() => decoder.decode(spoiled('not UTF-8', prng, LINE))).toThrow();
  });

  it('draws from every kind', () => {
    const prng = new Prng(3);
    const drawn = Array.from({ length: 2000 }, () => Buffer.from(wrongLine(prng, LINE)).toString('latin1'));
    expect(drawn).toContain('');
    expect(drawn).toContain('THIS LINE IS WRONG');
    expect(drawn).toContain(`${LINE},`);
    expect(drawn.some((line) => line.includes('2017-02-30'))).toBe(true);
    expect(drawn.some((line) => line.includes('9007199254740992'))).toBe(true);
    expect(drawn.some((line) => line.includes('\xff'))).toBe(true);
  });
});
