import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Event } from '../../../actors/event.ts';
import { BtsCsv } from '../../../actors/formats/bts-csv.ts';
import { hashTokens } from '../../../runtime/base/fnv.ts';
import { parseLine } from '../../support/reference/line.ts';
import { line } from '../../support/reference/records.ts';
import { drain, logRecord, partitionOf } from '../../support/reference/run.ts';
import { settingsOf } from '../../support/reference/settings.ts';

const GOOD = '1161115040,141,312,2017-02-19 14:20:13 UTC,242.87,999999,True,';
const format = new BtsCsv();
const event = new Event();

/** Why the bytes are a wrong line; '' when they are none. Decoded in the middle of other bytes, as they come. */
function decode(text: string | Uint8Array): string {
  const bytes = Buffer.from(text);
  const around = Buffer.concat([Buffer.from('1,2\n'), bytes, Buffer.from('\n7,,True')]);
  return format.decode(around, 4, 4 + bytes.length, event);
}

/** The good line with another field. */
function withField(index: number, field: string): string {
  return GOOD.split(',')
    .map((old, i) => (i === index ? field : old))
    .join(',');
}

const ids = [
  '',
  '0',
  '1',
  '01',
  '00',
  '-1',
  '+1',
  ' 1',
  '1 ',
  '1.0',
  '1e3',
  '0x1',
  'a',
  '9007199254740991',
  '9007199254740992',
];
const times = [
  '2016-02-29 00:00:00 UTC',
  '2017-02-29 00:00:00 UTC',
  '1900-02-29 00:00:00 UTC',
  '2000-02-29 23:59:59 UTC',
  '2017-02-19 24:00:00 UTC',
  '2017-02-19 23:60:00 UTC',
  '2017-02-19 23:59:60 UTC',
  '2017-00-10 00:00:00 UTC',
  '2017-13-10 00:00:00 UTC',
  '2017-04-31 00:00:00 UTC',
  '2017-04-00 00:00:00 UTC',
  '0000-01-01 00:00:00 UTC',
  '9999-12-31 23:59:59 UTC',
  '2017-02-19T14:20:13 UTC',
  '2017-02-19 14:20:13 GMT',
  '2017-02-19 14:20:13',
  '2017-2-19 14:20:13 UTC',
  ' 2017-02-19 14:20:13 UTC',
  '2017-02-19 14:20:13 UTC ',
];
const decimals = [
  '',
  '0',
  '-0',
  '-1.5',
  '1.',
  '.5',
  '-',
  '+1',
  ' 1',
  '1 ',
  '1e5',
  '1E-5',
  '1e',
  '1e+',
  '1e400',
  '-1e400',
  '1e-400',
  'NaN',
  'Infinity',
  '0x10',
  '1_0',
  '1,5',
  '00.50',
  '5e-324',
  '1.7976931348623157e308',
  '123456789012345678901234567890.5',
];
const flags = ['True', 'False', 'true', 'TRUE', 'FALSE', 'Truex', 'Tru', '', ' True', '1'];

describe('bts-csv', () => {
  it('reads every field', () => {
    expect(decode(GOOD)).toBe('');
    const { key, station, sensor, alarm, time, value, threshold, active } = event;
    expect({ key, station, sensor, alarm, time, value, threshold, active }).toEqual({
      key: '1161115040-141-312',
      station: 1161115040,
      sensor: 141,
      alarm: 312,
      time: Date.UTC(2017, 1, 19, 14, 20, 13),
      value: 242.87,
      threshold: 999999,
      active: true,
    });
  });

  const lines = [
    ...ids.flatMap((id) => [0, 1, 2].map((index) => withField(index, id))),
    ...times.map((time) => withField(3, time)),
    ...decimals.flatMap((decimal) => [withField(4, decimal), withField(5, decimal)]),
    ...flags.map((flag) => withField(6, flag)),
    ...['2017-02-19 14:20:13 UTC', 'anything "quoted"', '\ud83d\ude00'].map((stored) => withField(7, stored)),
    ...GOOD.split(',').map((_, fields) => GOOD.split(',').slice(0, fields).join(',')),
    `${GOOD},`,
    `${GOOD}\r`,
    `"${GOOD}"`,
    'THIS LINE IS WRONG',
  ];
  it.each([...new Set(lines)])('judges %j as the grammar does', (text) => expectAsReference(Buffer.from(text)));

  it('judges mutations of lines, and any bytes, as the grammar does', () => {
    const mutation = fc.tuple(fc.nat(GOOD.length - 1), fc.constantFrom(0, 1, 2), fc.integer({ min: 0, max: 255 }));
    const mutated = fc.array(mutation, { minLength: 1, maxLength: 3 }).map((mutations) => {
      const bytes = [...Buffer.from(GOOD)];
      for (const [at, remove, byte] of mutations) bytes.splice(at, remove, ...(byte === 10 ? [] : [byte]));
      return Buffer.from(bytes);
    });
    const any = fc.uint8Array({ maxLength: 90 }).map((bytes) => Buffer.from(bytes.filter((byte) => byte !== 10)));
    fc.assert(fc.property(fc.oneof(mutated, any), expectAsReference), { numRuns: 20_000 });
  });

  it('reads decimals as JavaScript does', () => {
    const decimal = fc.tuple(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.nat(20)).map(([value, digits]) => {
      return value > 1e21 || value < -1e21 ? String(value) : digits > 10 ? String(value) : value.toFixed(digits);
    });
    fc.assert(
      fc.property(decimal, (text) => {
        expect(decode(withField(4, text.replace('+', '')))).toBe('');
        expect(event.value === Number(text)).toBe(true);
      }),
      { numRuns: 10_000 },
    );
  });

  /** Wrong where the reference finds it wrong; else with the same fields, and routed to where the key belongs. */
  function expectAsReference(bytes: Buffer): void {
    const expected = parseLine(bytes);
    expect(decode(bytes) === '').toBe(expected !== undefined);
    if (expected === undefined) return;
    const { key, time, value, active } = event;
    expect({ key, time, value: value + 0, active }).toEqual({
      ...expected,
      value: expected.value + 0,
      tokens: undefined,
    });
    const hash = hashTokens(expected.tokens.map(String));
    expect([event.hash, format.route(bytes, 0, bytes.length)]).toEqual([hash, hash]);
  }
});

describe('a wrong line', () => {
  const settings = settingsOf([{ id: 'a', use: 'global-statistics', emit: 'every-event' }], {
    input: { format: 'bts-csv', maxRecordBytes: 100 },
  });

  it('is answered once, whatever its bytes, with the running total; nothing stops the partition', () => {
    const partition = partitionOf({ settings });
    const wrong: readonly (string | Uint8Array)[] = [
      'THIS LINE IS WRONG',
      '',
      '\u0000\u0001"\\',
      Uint8Array.of(0xff, 0xfe, 0x41),
      Buffer.alloc(10 * 1024 * 1024, 0x61),
    ];
    for (const [i, text] of [...wrong, GOOD].entries()) {
      partition.take(
        logRecord({ sequence: i + 1, arrival: Date.UTC(2017, 1, 19, 15), kind: 'event', payload: Buffer.from(text) }),
      );
    }
    const results = drain(partition).map(({ output, json }) => ({
      output,
      ...(JSON.parse(json) as { Content: object }).Content,
    }));
    expect(results.map(({ output }) => output)).toEqual([...wrong.map(() => 'error'), 'statistics']);
    expect(results.slice(0, 5)).toMatchObject([
      { 'Error line': 'THIS LINE IS WRONG', 'Total number of errors': 1 },
      { 'Error line': '', 'Total number of errors': 2 },
      { 'Error line': '\u0000\u0001"\\', 'Total number of errors': 3 },
      { 'Error line': '\ufffd\ufffdA', 'Total number of errors': 4 },
      { 'Error line': 'a'.repeat(100), 'Total number of errors': 5, Bytes: 10 * 1024 * 1024 },
    ]);
  });

  it('never is a throw, nor two answers, for any record', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 10 }), (payloads) => {
        const partition = partitionOf({ settings });
        const good = line({ time: Date.UTC(2017, 1, 19) });
        let lines = 0;
        for (const [i, bytes] of payloads.entries()) {
          const payload = Buffer.concat([bytes.filter((byte) => byte !== 10), Buffer.from(`\n${good}`)]);
          partition.take(logRecord({ sequence: i + 1, arrival: i, kind: 'event', payload }));
          lines += 2;
        }
        expect(drain(partition)).toHaveLength(lines);
        expect(partition.quality.wrong + partition.quality.events).toBe(lines);
      }),
      { numRuns: 500 },
    );
  });
});
