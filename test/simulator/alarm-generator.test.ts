import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { AlarmGenerator, MAX_LINE_BYTES } from '../../simulator/alarm-generator.ts';
import { DEFAULT_START, FIRST_STATION } from '../../simulator/options.ts';
import { SENSORS } from '../../simulator/sensors.ts';
import { bytesOf, lags, linesOf, parse, parsed } from './support.ts';

const MESSY = { stations: 40, rate: 200, seed: 7, outOfOrder: 0.05, late: 0.03, wrong: 0.05, duplicates: 0.04 };

describe('AlarmGenerator', () => {
  it('gives the same bytes for the same seed and options, on every machine', () => {
    const digest = createHash('sha256').update(bytesOf(10_000, MESSY)).digest('hex');
    expect(digest).toBe('a2a295a5362d40e6f0ecbf140f3de33d06de7ffcbf4f3c998b11fa1aa70a2659');
  });

  it('gives other bytes for another seed', () => {
    expect(bytesOf(100, { seed: 1 }).equals(bytesOf(100, { seed: 2 }))).toBe(false);
  });

  it('gives the same lines however they are asked for', () => {
    const whole = bytesOf(2000, MESSY).toString('utf8').split('\n').slice(0, -1);
    const generator = new AlarmGenerator(MESSY);
    expect(whole).toEqual(Array.from({ length: 2000 }, () => generator.next()));
  });

  it('fills whole lines only, and only where the longest has room', () => {
    const generator = new AlarmGenerator(MESSY);
    const target = Buffer.alloc(3 * MAX_LINE_BYTES, 'x');
    const end = generator.fill(target, 10);
    expect(target.subarray(0, 10).toString()).toBe('x'.repeat(10));
    expect(target[end - 1]).toBe(0x0a);
    expect(end).toBeGreaterThan(target.length - MAX_LINE_BYTES);
    expect(target.subarray(10, end).toString('latin1').split('\n').length - 1).toBe(generator.lines);
    expect(generator.fill(target, target.length - MAX_LINE_BYTES + 1)).toBe(target.length - MAX_LINE_BYTES + 1);
  });

  it('writes right lines with values that fit their sensors', () => {
    const lines = parsed(linesOf(20_000, { stations: 30 }));
    for (const { key, sensor, value } of lines) {
      const [station, , alarm] = key.split('-').map(Number) as [number, number, number];
      const known = SENSORS.find((entry) => entry.sensor === sensor && entry.alarm === alarm);
      expect(known).toBeDefined();
      expect(station).toBeGreaterThanOrEqual(FIRST_STATION);
      expect(station).toBeLessThan(FIRST_STATION + 30);
      const { lowest = 0, noise = 0, day = 0 } = known ?? {};
      expect(value * 100).toBeGreaterThanOrEqual(lowest - 1e-6);
      expect(value * 100).toBeLessThanOrEqual(lowest + noise + day + 1e-6);
    }
    expect(new Set(lines.map(({ key }) => key)).size).toBe(30 * SENSORS.length);
  });

  it('makes rooms warmer by day than by night', () => {
    const mean = (hour: number): number => {
      const start = DEFAULT_START + hour * 3_600_000;
      const room = parsed(linesOf(5000, { stations: 10, start })).filter(({ sensor }) => sensor === 111);
      return room.reduce((sum, { value }) => sum + value, 0) / room.length;
    };
    expect(mean(14)).toBeGreaterThan(mean(5) + 10);
  });

  it('moves on by 1 / rate a line and never back when nothing is out of order', () => {
    const lines = parsed(linesOf(3000, { rate: 10 }));
    expect(Math.max(...lags(lines))).toBe(0);
    expect(lines[0]?.second).toBe(DEFAULT_START / 1000);
    expect(lines.at(-1)?.second).toBe(DEFAULT_START / 1000 + 299);
    const generator = new AlarmGenerator({ rate: 10 });
    generator.next();
    expect(generator.time).toBe(DEFAULT_START + 100);
  });

  it('puts outOfOrder lines less than 10 s back', () => {
    const behind = lags(parsed(linesOf(10_000, { rate: 100, outOfOrder: 0.1 }))).filter((lag) => lag > 0);
    expect(behind.length).toBeGreaterThan(900);
    expect(behind.length).toBeLessThan(1100);
    expect(Math.max(...behind)).toBeLessThan(10);
  });

  it('puts late lines beyond the out-of-orderness, most of them beyond every window', () => {
    const behind = lags(parsed(linesOf(10_000, { rate: 100, late: 0.1 }))).filter((lag) => lag > 0);
    expect(behind.length).toBeGreaterThan(900);
    expect(behind.length).toBeLessThan(1100);
    expect(Math.min(...behind)).toBeGreaterThan(10);
    expect(Math.max(...behind)).toBeLessThanOrEqual(901);
    const lateForAll = behind.filter((lag) => lag >= 75).length;
    expect(lateForAll / behind.length).toBeGreaterThan(0.7);
    expect(lateForAll / behind.length).toBeLessThan(0.8);
  });

  it('makes the asked share of lines wrong and leaves the others as they were', () => {
    const right = linesOf(10_000, { seed: 3 });
    const mixed = linesOf(10_000, { seed: 3, wrong: 0.1 });
    const wrong = mixed.filter((line) => parse(line) === undefined).length;
    expect(wrong).toBeGreaterThan(900);
    expect(wrong).toBeLessThan(1100);
    for (const [i, line] of mixed.entries()) if (parse(line) !== undefined) expect(line).toBe(right[i]);
  });

  it('sends duplicates again within 64 lines', () => {
    // Few lines are the same by chance: many keys, a hundred seconds.
    const options = { stations: 5000, rate: 100 };
    expect(repeatsOf(linesOf(10_000, options)).length).toBeLessThan(3);
    const repeats = repeatsOf(linesOf(10_000, { ...options, duplicates: 0.1 }));
    expect(repeats.length).toBeGreaterThan(800);
    expect(repeats.length).toBeLessThan(1000);
    expect(Math.max(...repeats)).toBeLessThanOrEqual(64);
  });

  it('visits every key once in sweep order', () => {
    const options = { order: 'sweep', stations: 100, keys: 1150 } as const;
    const keys = parsed(linesOf(2300, options)).map(({ key }) => key);
    expect(new Set(keys.slice(0, 1150)).size).toBe(1150);
    expect(keys.slice(1150)).toEqual(keys.slice(0, 1150));
  });

  it('raises more than five active alarms of a key within a minute in bursts, hardly without', () => {
    const options = { stations: 500, rate: 20, seed: 5 };
    expect(crowded(parsed(linesOf(20_000, { ...options, bursts: 0 })))).toBe(0);
    expect(crowded(parsed(linesOf(20_000, options)))).toBeGreaterThan(20);
  });

  it('serves bursts also when lines are further apart than a second', () => {
    const lines = parsed(linesOf(20_000, { stations: 500, rate: 0.5, bursts: 0.3 }));
    expect(crowded(lines)).toBeGreaterThan(20);
  });
});

/** How many lines later each repeated line comes. */
function repeatsOf(lines: readonly string[]): number[] {
  const seen = new Map<string, number>();
  return lines.flatMap((line, i) => {
    const before = seen.get(line);
    seen.set(line, i);
    return before === undefined ? [] : [i - before];
  });
}

/** Keys with more than five active events in some 60 s. */
function crowded(lines: ReturnType<typeof parsed>): number {
  const recent = new Map<string, number[]>();
  const found = new Set<string>();
  for (const { key, second, active } of lines) {
    if (!active) continue;
    const times = [...(recent.get(key) ?? []), second].filter((time) => time > second - 60);
    recent.set(key, times);
    if (times.length > 5) found.add(key);
  }
  return found.size;
}
