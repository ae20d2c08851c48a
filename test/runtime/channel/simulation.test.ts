import { expect, test } from 'vitest';
import { BtsCsv } from '../../../actors/formats/bts-csv.ts';
import type { SimulatorConfig } from '../../../config/types.ts';
import type { LogStore } from '../../../connectors/log.ts';
import { MemoryLogStore } from '../../../connectors/memory/log-store.ts';
import { ManualClock } from '../../../runtime/base/clock.ts';
import { Producer } from '../../../runtime/channel/producer.ts';
import { LiveSimulation, seedOf } from '../../../runtime/channel/simulation.ts';
import { until } from '../../support/process/until.ts';
import { CHANNEL, decoded, inputOf } from './support.ts';

const T0 = Date.UTC(2026, 0, 1, 12);
const CONFIG: SimulatorConfig = {
  stations: 5,
  rate: 100,
  seed: 1,
  history: 120_000,
  outOfOrder: 0,
  late: 0,
  wrong: 0,
  duplicates: 0,
};

/** Runs a simulation until it has sent so many lines since its start. */
class Run implements AsyncDisposable {
  readonly #simulation: LiveSimulation;
  readonly #stop = new AbortController();
  readonly #ended: Promise<void>;

  constructor(logs: LogStore, clock: ManualClock, config: Partial<SimulatorConfig> = {}) {
    const producer = new Producer(CHANNEL, new BtsCsv(), logs);
    this.#simulation = new LiveSimulation({ ...CONFIG, ...config }, producer, clock);
    this.#ended = this.#simulation.run(this.#stop.signal);
  }

  async sent(lines: number): Promise<void> {
    await until(`${lines} lines`, () => this.#simulation.sent >= lines);
    expect(this.#simulation.sent).toBe(lines);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#ended;
  }
}

function eventTimes(lines: readonly string[]): number[] {
  return lines.map((line) => decoded(line)?.time ?? Number.NaN);
}

function least(times: readonly number[]): number {
  return times.reduce((a, b) => Math.min(a, b));
}

function greatest(times: readonly number[]): number {
  return times.reduce((a, b) => Math.max(a, b));
}

test('a new channel gets the past at once, and then events at the pace of the clock', async () => {
  const clock = new ManualClock(T0);
  const logs = new MemoryLogStore(clock);
  await using run = new Run(logs, clock);
  await run.sent(12_001);
  const past = eventTimes((await inputOf(logs)).flat());
  expect([least(past), greatest(past)]).toEqual([T0 - 120_000, T0]);
  clock.advance(2000);
  await run.sent(12_201);
  const times = eventTimes((await inputOf(logs)).flat());
  expect(greatest(times)).toBe(T0 + 2000);
  expect(times.filter((time) => time >= T0 + 1000)).toHaveLength(101);
});

test('after a restart it repeats nothing and goes on from now', async () => {
  const clock = new ManualClock(T0);
  const logs = new MemoryLogStore(clock);
  {
    await using run = new Run(logs, clock, { history: 10_000 });
    await run.sent(1001);
  }
  const before = (await inputOf(logs)).map((lines) => lines.length);
  clock.advance(3_600_000);
  await using run = new Run(logs, clock, { history: 10_000 });
  await run.sent(1);
  clock.advance(5000);
  await run.sent(501);
  const added = (await inputOf(logs)).flatMap((lines, partition) => lines.slice(before[partition]));
  expect(least(eventTimes(added))).toBe(T0 + 3_600_000);
  expect(new Set(added).size).toBeGreaterThan(450);
});

test('the same seed and start send the same events, and others send others', async () => {
  const sent = async (seed: number, start: number): Promise<string> => {
    const clock = new ManualClock(start);
    const logs = new MemoryLogStore(clock);
    await using run = new Run(logs, clock, { seed, history: 1000 });
    await run.sent(101);
    return JSON.stringify(await inputOf(logs));
  };
  const first = await sent(1, T0);
  expect(await sent(1, T0)).toBe(first);
  expect(await sent(2, T0)).not.toBe(first);
  expect(seedOf(1, T0)).toBe(seedOf(1, T0));
  expect(new Set([seedOf(1, T0), seedOf(2, T0), seedOf(1, T0 + 1)]).size).toBe(3);
});

test('when the machine has slept, what was missed is left out', async () => {
  const clock = new ManualClock(T0);
  const logs = new MemoryLogStore(clock);
  await using run = new Run(logs, clock, { history: 0 });
  await run.sent(1);
  clock.advance(8 * 3_600_000);
  await run.sent(2);
  clock.advance(1000);
  await run.sent(102);
  const times = eventTimes((await inputOf(logs)).flat());
  expect(times.filter((time) => time < T0 + 8 * 3_600_000)).toEqual([T0]);
});

test('when the clock was set back, it goes on from there', async () => {
  const clock = new ManualClock(T0);
  const logs = new MemoryLogStore(clock);
  await using run = new Run(logs, clock, { history: 0 });
  await run.sent(1);
  clock.advance(-3_600_000);
  await run.sent(2);
  expect(greatest(eventTimes((await inputOf(logs)).flat().slice(-1)))).toBeLessThanOrEqual(T0);
  expect(least(eventTimes((await inputOf(logs)).flat()))).toBe(T0 - 3_600_000);
});
