import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryLeases } from '../../../connectors/memory/leases.ts';
import { LeaseClock } from '../../../runtime/ownership/lease-clock.ts';
import { LineHolder } from './support/line-holder.ts';

const TTL = 1200;

describe('a lease that counts from when it was asked for at 100', () => {
  const clock = (): LeaseClock => new LeaseClock(TTL, 100);

  it('is renewed after a third of its time, one renewal at a time', () => {
    const lease = clock();
    expect(lease.next(100)).toEqual({ kind: 'wait', until: 500 });
    expect(lease.next(500)).toEqual({ kind: 'renew' });
    lease.sent(510);
    expect(lease.next(520)).toEqual({ kind: 'wait', until: 1300 });
  });

  it('counts anew from when the acknowledged renewal was sent', () => {
    const lease = clock();
    lease.sent(510);
    lease.acknowledged(900);
    expect(lease.next(900)).toEqual({ kind: 'wait', until: 910 });
    expect(lease.holds(1709)).toBe(true);
    expect(lease.holds(1710)).toBe(false);
  });

  it('is tried again soon after a renewal that was not answered, and counts on from the one before', () => {
    const lease = clock();
    lease.sent(510);
    lease.unanswered(900);
    expect(lease.next(900)).toEqual({ kind: 'wait', until: 1000 });
    expect(lease.next(1000)).toEqual({ kind: 'renew' });
    lease.sent(1000);
    lease.unanswered(1250);
    expect(lease.next(1250)).toEqual({ kind: 'wait', until: 1300 });
    expect(lease.next(1300)).toEqual({ kind: 'lost' });
  });

  it('is lost once a renewal is refused, or once one is acknowledged too late', () => {
    const refused = clock();
    refused.sent(510);
    refused.refused();
    expect(refused.next(511)).toEqual({ kind: 'lost' });
    const late = clock();
    late.sent(510);
    late.acknowledged(1300);
    expect(late.next(1300)).toEqual({ kind: 'lost' });
  });
});

it('two never hold one lease, however slow the line and however long one of them is stopped', async () => {
  const pass = fc.oneof(
    { weight: 6, arbitrary: fc.constant(0) },
    { weight: 6, arbitrary: fc.nat(TTL / 4) },
    { weight: 1, arbitrary: fc.nat(TTL * 2) },
  );
  const what = fc.constantFrom('turn', 'turn', 'turn', 'look', 'look', 'arrive', 'answer', 'lose', 'release');
  const step = fc.record({ who: fc.nat(2), what, pass });
  let held = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 50, maxLength: 100 }), async (steps) => {
      const leases = new MemoryLeases(TTL);
      // Each one's clock began at another time.
      const holders = [0, 1, 2].map((i) => new LineHolder(leases, `holder ${i}`, i * 777_777));
      for (const { who, what, pass } of steps) {
        leases.advance(pass);
        await holders[who]?.[what]();
        const now = holders.filter((holder) => holder.holds);
        expect(now.length).toBeLessThanOrEqual(1);
        if (now[0] !== undefined) expect(await leases.holder('name')).toEqual({ owner: now[0].owner });
        held += now.length;
      }
    }),
    { numRuns: 300 },
  );
  expect(held).toBeGreaterThan(1000);
});

it('is held for ever over a line that answers within a third of its time', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ late: fc.nat(TTL / 3 - 1), answer: fc.nat(TTL / 3 - 1) })), (renewals) => {
      const clock = new LeaseClock(TTL, 0);
      let now = 0;
      for (const { late, answer } of renewals) {
        const step = clock.next(now);
        now = step.kind === 'wait' ? step.until + late : now;
        expect(clock.next(now)).toEqual({ kind: 'renew' });
        clock.sent(now);
        now += answer;
        clock.acknowledged(now);
        expect(clock.holds(now)).toBe(true);
      }
    }),
  );
});
