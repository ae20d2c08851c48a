import { describe, expect, test } from 'vitest';
import { noModules } from '../../../actors/catalog.ts';
import { TextFormat } from '../../../actors/formats/json.ts';
import type { TenantSettings } from '../../../actors/settings.ts';
import { LogBuilder, line } from '../../support/reference/records.ts';
import { drain, logRecord } from '../../support/reference/run.ts';
import { ingestOf, plain, runIngest } from './support.ts';

const TIME = Date.UTC(2017, 1, 19, 14, 20);
const EVENT = line({ key: [1, 2, 3], time: TIME });
const PATHS = {
  key: [['s'], ['d'], ['a']],
  time: ['t'],
  value: ['v'],
  isActive: ['on'],
} as const;
const json: TenantSettings = { ...plain, input: { format: 'json', maxRecordBytes: 65_536, json: PATHS } };

function textOf(hex: object | string): string {
  return Buffer.from(String(hex), 'hex').toString('latin1');
}

describe('an ingest stage', () => {
  test('numbers the results of a message by its lines, and gives their keys and partitions', () => {
    const { records } = new LogBuilder().add('event', 5, `${EVENT}\nTHIS LINE IS WRONG\r\n${EVENT}\r\n`);
    const results = runIngest(ingestOf(plain, 4), records, false);
    expect(results).toEqual([
      { input: 1, index: 0, output: 'mid', payload: Buffer.from(EVENT).toString('hex'), key: '1-2-3', target: 3 },
      {
        input: 1,
        index: 1,
        output: 'error',
        payload: {
          'Message Type': 'DeserializationError',
          Content: { 'Error line': 'THIS LINE IS WRONG', 'Total number of errors': 1, Line: 2 },
        },
        key: '',
        target: undefined,
      },
      { input: 1, index: 2, output: 'mid', payload: Buffer.from(EVENT).toString('hex'), key: '1-2-3', target: 3 },
    ]);
  });

  test('changes no byte of a line that goes on, text or not', () => {
    const odd = Buffer.concat([Buffer.from(EVENT), Buffer.from([0xff, 0x00, 0xc3, 0x0d])]);
    const { records } = new LogBuilder().add('event', 5, odd);
    expect(runIngest(ingestOf(plain), records, false)).toMatchObject([{ output: 'mid', payload: odd.toString('hex') }]);
  });

  test('reports a line that is too long cut, with its length and why', () => {
    const settings = { ...plain, input: { ...plain.input, maxRecordBytes: 10 } };
    const stage = ingestOf(settings);
    stage.take(logRecord({ sequence: 1, arrival: 5, kind: 'event', payload: Buffer.from(EVENT) }));
    expect(drain(stage).map((result) => JSON.parse(result.json))).toEqual([
      {
        'Message Type': 'DeserializationError',
        Content: {
          'Error line': EVENT.slice(0, 10),
          'Total number of errors': 1,
          Reason: 'it is longer than 10 bytes',
          Bytes: EVENT.length,
        },
      },
    ]);
    stage.take(logRecord({ sequence: 2, arrival: 5, kind: 'event', payload: Buffer.from('WRONG') }));
    expect(stage.quality).toMatchObject({ wrong: 2, tooLong: 1 });
  });

  test('lets ticks pass, and never asks for any', () => {
    const { records } = new LogBuilder().event({ time: TIME }).tick(TIME + 90_000);
    const stage = ingestOf(plain);
    expect(runIngest(stage, records, false)).toHaveLength(1);
    expect(stage).toMatchObject({ sequence: 2, logTime: TIME, waitsForTime: false, actors: 0, state: undefined });
    expect(stage.quality.ticks).toBe(0);
  });

  test('counts what it takes and what it sets aside', () => {
    const { records } = new LogBuilder().add('event', 5, `${EVENT}\nWRONG\n`).event({ time: TIME }).add('event', 1, '');
    const stage = ingestOf(plain);
    runIngest(stage, records, true);
    expect(stage.quality).toMatchObject({
      records: 4,
      bytes: EVENT.length + 5 + line({ time: TIME }).length,
      events: 2,
      wrong: 2,
      results: { mid: 2, error: 2 },
    });
    expect(stage.logTime).toBe(TIME);
  });

  test('reads the format that its settings name, from their record on', () => {
    const event = '{"s":7,"d":"x","a":9,"t":1000,"v":1,"on":true}';
    const { records } = new LogBuilder().add('event', 1, event).settings(2, json).add('event', 3, event);
    const stage = ingestOf(plain);
    const results = runIngest(stage, records, true);
    expect(results.map(({ output, key }) => [output, key])).toEqual([
      ['error', ''],
      ['mid', '7-x-9'],
    ]);
    expect(textOf(results[1]?.payload ?? '')).toBe(event);
    expect(stage.settings).toEqual(json);
  });

  test("reads a user's own format once its module is there", () => {
    const own = new TextFormat((text) => ({ key: [text, 1, 2], time: 0, value: 1, isActive: false }));
    const settings = { ...plain, input: { ...plain.input, format: './own.ts' } };
    const { records } = new LogBuilder().settings(1, settings).add('event', 2, 'a\nb-');
    const stage = ingestOf(plain);
    expect(() => runIngest(stage, records, true)).toThrow('has not been loaded');
    const ready = ingestOf(plain);
    ready.useModules({ ...noModules, formats: new Map([['./own.ts', own]]) });
    expect(runIngest(ready, records, true).map(({ output, key }) => [output, key])).toEqual([
      ['mid', 'a-1-2'],
      ['error', ''],
    ]);
  });
});
