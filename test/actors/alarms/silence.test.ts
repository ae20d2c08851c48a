import { describe, expect, test } from 'vitest';
import type { SilenceConfig } from '../../../actors/settings.ts';
import { LogBuilder } from '../../support/reference/records.ts';
import { run } from '../../support/reference/run.ts';
import { settingsOf } from '../../support/reference/settings.ts';

const START = Date.UTC(2017, 1, 19, 14);
const OTHER = [7, 8, 9] as const;
const silence: SilenceConfig = { id: 'quiet', use: 'silence', after: 'usual', factor: 2, minimum: 8, where: {} };

/** Where alerts are, and what they say but for their proof. */
function alertsIn(built: LogBuilder, settings: Partial<SilenceConfig> = {}, bounded = false): unknown[] {
  const tenant = settingsOf([{ ...silence, ...settings }], { outOfOrderness: 0, idleTimeout: 5000 });
  return run({ settings: tenant, bounded }, built.records).map(({ input, output, json }) => {
    const { Station, 'Last event': last, 'Expected by': expected } = JSON.parse(json).Content;
    return [input, output, Station, Date.parse(last) - START, Date.parse(expected) - START];
  });
}

/** Events of a key, seconds after the start. */
function at(built: LogBuilder, seconds: readonly number[], key?: readonly [number, number, number]): LogBuilder {
  for (const second of seconds) built.event({ time: START + second * 1000, ...(key && { key }) });
  return built;
}

const steady = Array.from({ length: 10 }, (_, i) => i * 60);

describe('silence', () => {
  test('is told once, when the time of others is past what is usual, and again after an event has ended it', () => {
    const built = at(new LogBuilder(), steady);
    // A minute each, no deviation but what is left of the first guess: 2 * (60 s + 4 * 30 s * 0.75^8).
    const due = Math.ceil(540_000 + 2 * (60_000 + 4 * 30_000 * 0.75 ** 8));
    at(built, [680, 690, 900], OTHER);
    at(built, [910, 2000, 2100]);
    const found = alertsIn(built);
    expect(found[0]).toEqual([12, 'alert', 1161115040, 540_000, due]);
    // The key has answered at 910 and then been silent until its own event at 2000 lets time pass.
    expect(found[1]).toMatchObject([15, 'alert', 1161115040, 910_000, expect.any(Number)]);
    expect(found).toHaveLength(2);
  });

  test('is told on an idle partition, by ticks', () => {
    const built = at(new LogBuilder(), [0, 10]);
    for (let second = 11; second <= 45; second++) built.tick(START + second * 1000);
    expect(alertsIn(built, { after: 30_000 })).toEqual([[32, 'alert', 1161115040, 10_000, 40_000]]);
  });

  test('of a key that has become slower is learned', () => {
    const slower = Array.from({ length: 12 }, (_, i) => 540 + (i + 1) * 600);
    const found = alertsIn(at(new LogBuilder(), [...steady, ...slower]));
    expect(found.length).toBeGreaterThan(0);
    expect(found.length).toBeLessThan(8);
    expect(found.at(-1)).not.toMatchObject([22]);
  });

  test('of a key whose events come from long ago is told once, until one is of now', () => {
    const built = at(new LogBuilder(), [1000], OTHER);
    at(built, [0, 1, 2]);
    expect(alertsIn(built, { after: 30_000 })).toEqual([[2, 'alert', 1161115040, 0, 30_000]]);
    at(at(built, [1000]), [1040], OTHER);
    expect(alertsIn(built, { after: 30_000 })).toHaveLength(3);
  });

  test('waits for as many intervals as it is told to', () => {
    const built = at(at(new LogBuilder(), steady.slice(0, 8)), [100_000], OTHER);
    expect(alertsIn(built)).toEqual([]);
    expect(alertsIn(built, { minimum: 7 })).toHaveLength(1);
  });

  test('begins at no end of a bounded input', () => {
    expect(alertsIn(at(new LogBuilder(), steady), {}, true)).toEqual([]);
  });
});
