import { expect, test } from 'vitest';
import { defineActor } from '../../../actors/actor.ts';
import { type Modules, noModules } from '../../../actors/catalog.ts';
import type { AnalyticSettings } from '../../../actors/settings.ts';
import { objectState } from '../../../actors/state.ts';
import { makeStage } from '../../../runtime/ingest/stages.ts';
import type { Stage } from '../../../runtime/partition/stage.ts';
import { ECHO, echoModules } from '../../support/reference/chaining.ts';
import { LogBuilder } from '../../support/reference/records.ts';
import type { RefRecord } from '../../support/reference/reference.ts';
import { drain, logRecord } from '../../support/reference/run.ts';
import { settingsOf } from '../../support/reference/settings.ts';

const START = Date.UTC(2017, 1, 19, 14);
/** Sends a word before and one after it may throw. */
const halting = defineActor({
  name: 'halting',
  state: objectState(() => ({})),
  settings: (given) => given as { readonly throws: boolean },
  onEvent(turn, _, __, { throws }) {
    turn.emit('word', { word: 'before' });
    if (throws) throw new Error('told to');
    turn.emit('word', { word: 'after' });
  },
});
const modules: Modules = {
  ...noModules,
  actors: new Map([...echoModules.actors, ['./halting.ts', halting as never]]),
};

function echo(id: string, of: readonly string[], by = 'key'): AnalyticSettings {
  return { id, use: ECHO, settings: {}, of, by } as AnalyticSettings;
}

function halts(throws: boolean): AnalyticSettings {
  return { id: 'halting', use: './halting.ts', settings: { throws }, of: ['means'], by: 'key' };
}

function mergeOf(analytics: readonly AnalyticSettings[]): Stage {
  return makeStage({ index: 'merge', count: 2 }, settingsOf(analytics, { idleTimeout: 5000 }), modules);
}

function taken(stage: Stage, { records }: LogBuilder): string[] {
  for (const record of records as readonly RefRecord[]) stage.take(logRecord(record));
  return drain(stage).map(({ input, index, output, json }) => {
    const { Of, Number: number, word, Content } = JSON.parse(json);
    return `${input}.${index} ${output} ${word ?? (Of === undefined ? (Content.Analytic ?? '') : `of ${Of}, ${number}`)}`;
  });
}

function sentOn(log: LogBuilder, at: number): LogBuilder {
  const content = { Station: 9, Sensor: 1, Alarm: 1, Analytic: 'means', Output: 'statistics', Time: START, Result: 1 };
  return log.add('partial', START + at, JSON.stringify({ Content: content }));
}

test('links are taken in the order of the results, each by its takers in the order of the settings, one after the other', () => {
  const stage = mergeOf([echo('c', ['b', 'halting']), halts(false), echo('b', ['halting'], 'tenant')]);
  expect(taken(stage, sentOn(new LogBuilder(), 0))).toEqual([
    '1.0 word before',
    '1.1 word after',
    '1.2 echo of halting, 1',
    '1.3 echo of halting, 1',
    '1.4 echo of halting, 2',
    '1.5 echo of halting, 2',
    '1.6 echo of b, 1',
    '1.7 echo of b, 2',
  ]);
});

test('what a turn gave that threw is no link', () => {
  const stage = mergeOf([halts(true), echo('b', ['halting'])]);
  expect(taken(stage, sentOn(new LogBuilder(), 0))).toEqual(['1.0 dead-letter halting']);
});

test('an event that threw in a later link comes back to that link alone, and its results go on', () => {
  const thrower = { ...halts(true), of: ['first'] } as AnalyticSettings;
  const broken = mergeOf([echo('first', ['means']), thrower, echo('last', ['halting'])]);
  for (const record of sentOn(new LogBuilder(), 0).records) broken.take(logRecord(record));
  const [, letter] = drain(broken);
  const line = JSON.parse(letter?.json ?? '').Content['Error line'];

  const mended = mergeOf([
    echo('first', ['means']),
    { ...thrower, settings: { throws: false } } as AnalyticSettings,
    echo('last', ['halting']),
  ]);
  const head = { of: 'dead-letter', number: 1, input: 1, index: 1, analytic: 'halting' } as const;
  expect(taken(mended, new LogBuilder().redrive(START, head, line))).toEqual([
    '1.0 word before',
    '1.1 word after',
    '1.2 echo of halting, 1',
    '1.3 echo of halting, 2',
  ]);
});

test('a link that a tick brings about does not keep the next tick from counting', () => {
  const frequency = { id: 'often', use: 'alarm-frequency', threshold: 0, watermark: 'partition', settle: 7000 };
  const settings = [frequency, echo('b', ['often'], 'tenant')] as unknown as readonly AnalyticSettings[];
  const part = (log: LogBuilder, at: number, sensor: number): LogBuilder => {
    const period = {
      'Period start': new Date(START).toISOString(),
      'Period end': new Date(START + 60_000).toISOString(),
    };
    const content = { Station: 9, Sensor: sensor, Activations: 1, Analytic: 'often', ...period };
    return log.add('partial', START + at, JSON.stringify({ Content: content }));
  };
  const log = part(part(new LogBuilder(), 0, 1), 1000, 2)
    .tick(START + 7500)
    .tick(START + 8500);
  expect(taken(mergeOf(settings), log)).toEqual([
    '3.0 statistics often',
    '3.1 echo of often, 1',
    '4.0 statistics often',
    '4.1 echo of often, 2',
  ]);
});
