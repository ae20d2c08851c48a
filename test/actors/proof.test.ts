import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { defineActor } from '../../actors/actor.ts';
import { noModules } from '../../actors/catalog.ts';
import type { TenantSettings, WindowSettings } from '../../actors/settings.ts';
import { objectState } from '../../actors/state.ts';
import { canonicalJson } from '../../runtime/base/canonical.ts';
import { limits } from '../../runtime/base/limits.ts';
import { line } from '../support/reference/records.ts';
import { drain, partitionOf, type RunOptions } from '../support/reference/run.ts';
import { alarmWindow, settingsOf } from '../support/reference/settings.ts';

const START = Date.UTC(2017, 1, 19, 14, 20);
/** An event: its input sequence, seconds after the start, whether it is active, and its alarm. */
type Fed = readonly [sequence: number, second: number, active: boolean, alarm?: number];

interface Proven {
  readonly Content: Record<string, unknown>;
}

/** What a partition says on an output for events, each of a record of its own. */
function results(options: RunOptions, events: readonly Fed[], output = 'window'): Proven[] {
  const partition = partitionOf(options);
  for (const [sequence, second, active, alarm = 312] of events) {
    const time = START + second * 1000;
    const payload = Buffer.from(line({ key: [1161115040, 141, alarm], time, active }));
    partition.take({ sequence, arrival: time, kind: 'event', key: '', payload });
  }
  return drain(partition)
    .filter((result) => result.output === output)
    .map(({ json }) => JSON.parse(json) as Proven);
}

function windowSettings(window: WindowSettings, threshold = 1): TenantSettings {
  return settingsOf([alarmWindow(window, threshold)], { outOfOrderness: 20_000 });
}

function ranges(window: WindowSettings, events: readonly Fed[]): unknown[] {
  return results({ settings: windowSettings(window) }, events).map(({ Content }) => [
    Content['First input'],
    Content['Last input'],
  ]);
}

describe('the proof of a window', () => {
  const minute: WindowSettings = { kind: 'tumbling', size: 60_000 };

  test('stands at its end: partition, first and last input, hash of the settings in force', () => {
    const settings = windowSettings(minute);
    const place = { index: 0, count: 1 };
    const [alert] = results({ settings, place }, [
      [7, 0, true],
      [9, 1, true],
      [12, 90, false],
    ]);
    const hash = createHash('sha256').update(canonicalJson(settings)).digest('hex').slice(0, 16);
    expect(Object.entries(alert?.Content ?? {}).slice(-4)).toEqual([
      ['Partition', 0],
      ['First input', 7],
      ['Last input', 9],
      ['Settings hash', hash],
    ]);
  });

  test('spans the active events of its key in its time alone, wherever in the log they stand', () => {
    const events: Fed[] = [
      [2, 5, true, 999],
      [3, 6, false],
      [4, 62, true],
      [5, 10, true],
      [6, 61, true],
      [8, 7, true],
      [9, 30, false],
      [10, 31, true, 999],
      [20, 150, false],
    ];
    expect(ranges(minute, events)).toEqual([
      [5, 8],
      [2, 10],
      [4, 6],
    ]);
  });

  test('of sliding windows that share slices is of each one by itself', () => {
    const events: Fed[] = [
      [1, 2, true],
      [2, 11, true],
      [3, 12, true],
      [4, 21, true],
      [5, 100, false],
    ];
    expect(ranges({ kind: 'sliding', size: 20_000, slide: 10_000 }, events)).toEqual([
      [1, 3],
      [2, 4],
    ]);
  });

  test('of a session that an event joins from two is of both', () => {
    const events: Fed[] = [
      [1, 20, true],
      [2, 0, true],
      [3, 10, true],
      [4, 15, false],
      [9, 100, false],
    ];
    expect(ranges({ kind: 'session', gap: 11_000 }, events)).toEqual([[1, 3]]);
  });

  test('of a count window spans all its events, since inactive ones fill it too', () => {
    const events: Fed[] = [
      [1, 0, false],
      [4, 1, true],
      [5, 1, true, 999],
      [6, 2, true],
      [7, 3, false],
      [8, 4, true],
      [9, 5, true],
    ];
    expect(ranges({ kind: 'count', size: 4, slide: 2 }, events)).toEqual([
      [1, 7],
      [6, 9],
    ]);
  });

  test('names partition 0 in a bounded run, whose one log is the file', () => {
    const settings = windowSettings(minute);
    const partition = partitionOf({ settings, place: { index: 1, count: 2 }, bounded: true });
    for (let sequence = 1; sequence <= 9; sequence++) {
      // One of these alarms belongs here.
      for (const alarm of [1, 2, 3]) {
        const bytes = Buffer.from(line({ key: [1, 1, alarm], time: START }));
        partition.takeLine(sequence, bytes, 0, bytes.length);
      }
    }
    partition.end();
    const alerts = drain(partition).filter(({ output }) => output === 'window');
    expect(alerts.length).toBeGreaterThan(0);
    for (const { json } of alerts) {
      expect(JSON.parse(json).Content).toMatchObject({ Partition: 0, 'First input': 1, 'Last input': 9 });
    }
  });
});

describe("alerts of a user's own analytic", () => {
  const said: unknown[] = [
    { 'Message Type': 'Alert', Content: { Message: 'x', Partition: 'mine' } },
    { Alarm: 1 },
    ['a list'],
    new Date(START),
    'text',
  ];
  const own = defineActor({
    name: 'own',
    state: objectState(() => ({ at: 0 })),
    onEvent(turn, state) {
      turn.emit('alert', said[state.at]);
      turn.emit('other', said[state.at]);
      state.at++;
    },
  });
  const modules = { ...noModules, actors: new Map([['./own.ts', own]]) };
  const options = { settings: settingsOf([{ id: 'own', use: './own.ts', settings: {} }]), modules };
  const events = said.map((_, i): Fed => [i + 3, i, true]);
  const proof = (input: number) => ({
    Partition: 0,
    'First input': input,
    'Last input': input,
    'Settings hash': expect.stringMatching(/^[0-9a-f]{16}$/),
  });

  test('name the input at which they were raised, in their Content or in themselves', () => {
    const [content, bare, ...others] = results(options, events, 'alert');
    expect(content).toEqual({ 'Message Type': 'Alert', Content: { Message: 'x', ...proof(3) } });
    expect(bare).toEqual({ Alarm: 1, ...proof(4) });
    expect(others).toEqual(JSON.parse(JSON.stringify(said.slice(2))));
  });

  test('and on other outputs nothing is added', () => {
    expect(results(options, events, 'other')).toEqual(JSON.parse(JSON.stringify(said)));
  });
});

describe('window state of an older version', () => {
  test('is refused: it lacks the inputs', () => {
    const settings = windowSettings({ kind: 'tumbling', size: 60_000 });
    const partition = partitionOf({ settings });
    const actors: Parameters<typeof partition.restoreActor>[0][] = [];
    const payload = Buffer.from(line({ time: START }));
    partition.take({ sequence: 1, arrival: START, kind: 'event', key: '', payload });
    const { head } = partition.freeze(true, (actor) => actors.push(actor));
    while (partition.advanceFreeze(limits.freezeActors));
    expect(actors).toHaveLength(1);
    const restored = partitionOf({ settings });
    restored.restore(head);
    for (const actor of actors) restored.restoreActor(actor, head);
    const [actor] = actors as [(typeof actors)[number]];
    expect(() => partitionOf({ settings }).restoreActor(actor, { ...head, versions: [1] })).toThrow('state-version');
  });
});
