import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TokenBucket } from '../../../runtime/base/token-bucket.ts';

const RATE = 100;

describe('TokenBucket', () => {
  test('holds what one second brings and no more', () => {
    const bucket = new TokenBucket();
    expect(bucket.takeUpTo(1000, RATE, 5000)).toBe(100);
    expect(bucket.takeUpTo(1000, RATE, 5000)).toBe(0);
    expect(bucket.takeUpTo(1000, RATE, 5010)).toBe(1);
    expect(bucket.takeUpTo(1000, RATE, 95_010)).toBe(100);
  });

  test('says how long to wait, and then gives', () => {
    const bucket = new TokenBucket();
    expect(bucket.tryTake(100, RATE, 0)).toBe(0);
    expect(bucket.tryTake(3, RATE, 0)).toBe(30);
    expect(bucket.waitFor(3, RATE, 10)).toBe(20);
    expect(bucket.tryTake(3, RATE, 29)).toBe(1);
    expect(bucket.tryTake(3, RATE, 30)).toBe(0);
  });

  test('gives more than it holds when it is full, and owes the rest', () => {
    const bucket = new TokenBucket();
    expect(bucket.tryTake(250, RATE, 0)).toBe(0);
    expect(bucket.tryTake(1, RATE, 0)).toBe(1510);
    expect(bucket.tryTake(250, RATE, 0)).toBe(2500);
    expect(bucket.tryTake(250, RATE, 2500)).toBe(0);
  });

  test('is charged whatever there is, and takes back', () => {
    const bucket = new TokenBucket();
    bucket.charge(150, RATE, 0);
    expect(bucket.waitFor(1, RATE, 0)).toBe(510);
    bucket.charge(-60, RATE, 0);
    expect(bucket.takeUpTo(20, RATE, 0)).toBe(10);
  });

  test('never holds more than when it is full', () => {
    const bucket = new TokenBucket();
    bucket.charge(-500, RATE, 0);
    expect(bucket.takeUpTo(1000, RATE, 0)).toBe(100);
  });

  test('holds one token where a second brings less', () => {
    const bucket = new TokenBucket();
    expect(bucket.tryTake(1, 0.5, 0)).toBe(0);
    expect(bucket.tryTake(1, 0.5, 0)).toBe(2000);
    expect(bucket.takeUpTo(5, 0.5, 2000)).toBe(1);
  });

  test('is one for all who share its memory', () => {
    const memory = new SharedArrayBuffer(8);
    const [one, other] = [new TokenBucket(memory), new TokenBucket(memory)];
    expect(one.takeUpTo(70, RATE, 0)).toBe(70);
    expect(other.takeUpTo(70, RATE, 0)).toBe(30);
  });

  test('gives no more than a second and the time that passed bring, whatever is asked', () => {
    const asks = fc.array(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 1, max: 40 })), {
      maxLength: 50,
    });
    fc.assert(
      fc.property(asks, fc.integer({ min: 1, max: 2000 }), (given, rate) => {
        const bucket = new TokenBucket();
        let now = 1e9;
        let taken = 0;
        for (const [passed, count] of given) {
          now += passed;
          taken += bucket.takeUpTo(count, rate, now);
          expect(taken).toBeLessThanOrEqual(rate + ((now - 1e9) * rate) / 1000 + 1e-3);
        }
      }),
    );
  });

  test('gives all that a waiter was promised', () => {
    const asks = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(asks, fc.integer({ min: 1, max: 2000 }), (counts, rate) => {
        const bucket = new TokenBucket();
        let now = 123_456_789;
        for (const count of counts) {
          now += bucket.tryTake(count, rate, now);
          expect(bucket.waitFor(count, rate, now)).toBeLessThanOrEqual(Math.ceil((count / rate) * 1000));
        }
      }),
    );
  });
});
