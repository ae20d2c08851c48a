import { describe, expect, test } from 'vitest';
import type { SilenceConfig, TenantSettings } from '../../../actors/settings.ts';
import type { Partition } from '../../../runtime/partition/partition.ts';
import { mergeOf } from '../../runtime/merge/support.ts';
import { type LineFields, LogBuilder } from '../../support/reference/records.ts';
import { drain, logRecord, partitionOf } from '../../support/reference/run.ts';
import { settingsOf } from '../../support/reference/settings.ts';

const START = Date.UTC(2017, 1, 19, 14);
const HOUR = 3600;
const A = [10, 141, 1] as const;
const B = [10, 141, 2] as const;
const OTHER = [7, 8, 9] as const;
const SILENCE: SilenceConfig = {
  id: 'quiet',
  use: 'silence',
  after: 30_000,
  factor: 2,
  minimum: 2,
  by: 'sensor',
  settle: 0,
};

function tenant(settings: Partial<SilenceConfig> = {}): TenantSettings {
  return settingsOf([{ ...SILENCE, ...settings }], { outOfOrderness: 0, idleTimeout: 5000 });
}

/** Two partitions and the stage behind them, which takes what they send at once. Times are seconds after the start. */
class Chain {
  readonly partials: string[] = [];
  readonly #settings: TenantSettings;
  readonly #partitions: readonly Partition[];
  readonly #logs = [new LogBuilder(), new LogBuilder()];
  readonly #merge: Partition;
  readonly #merged = new LogBuilder();
  readonly #alerts: unknown[] = [];
  #now = Number.NEGATIVE_INFINITY;

  constructor(settings: TenantSettings, merge = settings) {
    this.#settings = settings;
    this.#partitions = [partitionOf({ settings }), partitionOf({ settings })];
    this.#merge = mergeOf(merge);
  }

  event(index: 0 | 1, key: LineFields['key'], time: number, arrival = time): this {
    const log = this.#logs[index]?.add('event', 0, '') as LogBuilder;
    log.records.pop();
    log.event({ ...(key && { key }), time: START + time * 1000 }, (arrival - time) * 1000);
    return this.#take(index, arrival);
  }

  tick(index: 0 | 1, arrival: number): this {
    this.#logs[index]?.tick(START + arrival * 1000);
    return this.#take(index, arrival);
  }

  /** Time passes in the merged log alone. */
  mergeTick(arrival: number): this {
    this.#now = Math.max(this.#now, arrival);
    this.#merged.tick(START + arrival * 1000);
    return this.#takeMerged();
  }

  mergeSettings(): this {
    this.#merged.settings(START + this.#now * 1000, this.#settings);
    return this.#takeMerged();
  }

  /** Alerts of station 10 since the last call: who, and the seconds of the last event and of when one was expected. */
  alerts(): unknown[] {
    return this.#alerts.splice(0);
  }

  #take(index: number, arrival: number): this {
    this.#now = Math.max(this.#now, arrival);
    const partition = this.#partitions[index] as Partition;
    partition.take(logRecord(this.#logs[index]?.records.at(-1) as never));
    for (const { output, json } of drain(partition)) {
      expect(output).toBe('partial');
      const { Station, Sensor, Alarm, State } = JSON.parse(json).Content;
      this.partials.push(`${Station}-${Sensor}-${Alarm} ${State}`);
      this.#merged.add(output, START + this.#now * 1000, json);
      this.#takeMerged();
    }
    return this;
  }

  #takeMerged(): this {
    this.#merge.take(logRecord(this.#merged.records.at(-1) as never));
    for (const { output, json } of drain(this.#merge)) {
      const { Type, Station, Sensor, Alarm, ...rest } = JSON.parse(json).Content;
      expect([output, Type, Alarm, rest.Analytic, rest.Partition]).toEqual(['alert', 1, undefined, 'quiet', 'merge']);
      const at = (name: string): number => (Date.parse(rest[name]) - START) / 1000;
      if (Station === 10) this.#alerts.push([Station, Sensor, at('Last event'), at('Expected by')]);
    }
    return this;
  }
}

describe("a sensor's silence", () => {
  test('is told once, when all of its keys are quiet, wherever they are, and again after any has been heard', () => {
    const chain = new Chain(tenant()).event(0, A, 0).event(1, B, 20).event(0, OTHER, 31);
    expect(chain.alerts()).toEqual([]);
    chain.event(1, OTHER, 49);
    expect(chain.alerts()).toEqual([]);
    chain.event(1, OTHER, 50);
    expect(chain.alerts()).toEqual([[10, 141, 20, 50]]);
    chain.event(0, OTHER, 200).event(1, OTHER, 200);
    expect(chain.alerts()).toEqual([]);
    chain.event(0, A, 210).event(1, OTHER, 240).event(0, OTHER, 239);
    expect(chain.alerts()).toEqual([]);
    expect(chain.event(0, OTHER, 240).alerts()).toEqual([[10, 141, 210, 240]]);
  });

  test('is told on idle partitions, by ticks', () => {
    const chain = new Chain(tenant()).event(0, A, 0).event(1, B, 3);
    for (let second = 5; second <= 40; second++) chain.tick(0, second).tick(1, second);
    expect(chain.alerts()).toEqual([[10, 141, 3, 33]]);
  });

  test('is told of a station as well, over its sensors', () => {
    const chain = new Chain(tenant({ by: 'station' })).event(0, A, 0).event(1, [10, 142, 1], 20).event(0, OTHER, 31);
    expect(chain.alerts()).toEqual([]);
    expect(chain.event(1, OTHER, 50).alerts()).toEqual([[10, undefined, 20, 50]]);
  });

  test('hears the events that pass the condition alone', () => {
    const chain = new Chain(tenant({ where: { alarm: [1, 9] } })).event(0, A, 0).event(1, B, 20).event(1, B, 40);
    chain.event(0, OTHER, 30);
    expect(chain.alerts()).toEqual([[10, 141, 0, 30]]);
  });

  test('waits for a partition that is hours behind, as long as that has one of its keys active', () => {
    const chain = new Chain(tenant())
      .event(1, B, -4 * HOUR, 0)
      .event(0, A, 0)
      .event(0, OTHER, 60);
    expect(chain.alerts()).toEqual([]);
    chain.event(1, OTHER, -3 * HOUR, 61);
    expect(chain.alerts()).toEqual([[10, 141, 0, 30]]);
  });

  test('is ended by no event that is overdue itself, and begun by one where there is none', () => {
    const chain = new Chain(tenant()).event(0, OTHER, 100).event(0, A, 0, 100);
    expect(chain.alerts()).toEqual([[10, 141, 0, 30]]);
    chain.event(0, A, 10, 100).event(0, B, 20, 100);
    expect(chain.alerts()).toEqual([]);
    expect(chain.event(0, B, 99, 101).event(0, OTHER, 129).alerts()).toEqual([[10, 141, 99, 129]]);
  });

  test('settles first: a key of a partition that was behind may be active', () => {
    const chain = new Chain(tenant({ settle: 10_000 })).event(0, A, 0).event(0, OTHER, 30);
    chain.event(1, B, 25, 39);
    for (let second = 44; second < 60; second++) chain.mergeTick(second);
    expect(chain.alerts()).toEqual([]);
    chain.event(1, OTHER, 60);
    for (let second = 65; second < 70; second++) chain.mergeTick(second);
    expect(chain.alerts()).toEqual([]);
    expect(chain.mergeTick(70).alerts()).toEqual([[10, 141, 25, 55]]);
    for (let second = 71; second < 90; second++) chain.mergeTick(second);
    expect(chain.alerts()).toEqual([]);
  });

  test('waits for no key that is forgotten', () => {
    const chain = new Chain(tenant({ expireAfter: 100_000 })).event(0, A, 0).event(1, B, 0).event(1, OTHER, 30);
    chain.event(0, OTHER, 1, 99);
    expect(chain.partials).not.toContain('10-141-1 forgotten');
    chain.event(0, OTHER, 2, 100);
    expect(chain.partials.at(-1)).toBe('10-141-1 forgotten');
    // What is forgotten is not said to be silent.
    expect(chain.alerts()).toEqual([]);
    expect(chain.event(1, B, 101).event(1, OTHER, 131).alerts()).toEqual([[10, 141, 101, 131]]);
  });

  test('goes by keys that have shown a usual interval, where that is what is too long', () => {
    const chain = new Chain(tenant({ after: 'usual' }));
    for (let second = 0; second <= 40; second += 10) chain.event(0, A, second);
    chain.event(1, B, 41).event(0, OTHER, HOUR);
    expect(chain.alerts()).toMatchObject([[10, 141, 40, expect.any(Number)]]);
  });

  test('is right some minutes after its settings, whatever the stage behind the partitions missed', () => {
    const chain = new Chain(tenant(), settingsOf([])).event(0, A, 0).event(1, B, 1);
    chain.mergeSettings();
    for (let second = 10; second <= 1200; second += 10) chain.event(0, A, second);
    expect(chain.partials.filter((told) => told === '10-141-1 active')).toHaveLength(3);
    chain.event(1, B, 1205).event(1, OTHER, 1240);
    expect(chain.alerts()).toEqual([]);
    expect(chain.event(0, OTHER, 1240).alerts()).toEqual([[10, 141, 1205, 1235]]);
  });

  test('begins anew where it is told of others from now on', () => {
    const settings = tenant();
    const stage = partitionOf({ settings });
    const log = new LogBuilder().event({ key: A, time: START }).settings(START, tenant({ by: 'station' }));
    log.event({ key: A, time: START + 1000 });
    for (const record of log.records) stage.take(logRecord(record));
    expect(drain(stage).map(({ input }) => input)).toEqual([1, 3]);
  });
});
