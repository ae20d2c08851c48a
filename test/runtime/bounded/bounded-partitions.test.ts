import { describe, expect, test } from 'vitest';
import { defineActor } from '../../../actors/actor.ts';
import { type Modules, noModules } from '../../../actors/catalog.ts';
import { TextFormat } from '../../../actors/formats/json.ts';
import type { TenantSettings } from '../../../actors/settings.ts';
import { objectState } from '../../../actors/state.ts';
import type { MillraceError } from '../../../runtime/base/errors.ts';
import { LineCutter } from '../../../runtime/base/line-cutter.ts';
import { BoundedPartitions } from '../../../runtime/bounded/bounded-partitions.ts';
import { parseLine } from '../../support/reference/line.ts';
import { line } from '../../support/reference/records.ts';
import { settingsOf } from '../../support/reference/settings.ts';
import { asSet, expectedResults, SETTINGS, simulated } from './support.ts';

interface Place {
  readonly partitions: number;
  readonly threads: number;
  readonly thread: number;
}

const ALONE: Place = { partitions: 1, threads: 1, thread: 0 };

/** What the partitions of one thread make of chunks. */
function processed(
  chunks: Iterable<Uint8Array>,
  settings: TenantSettings = SETTINGS,
  place: Place = ALONE,
  modules: Modules = noModules,
): { readonly results: string; readonly partitions: BoundedPartitions } {
  const partitions = new BoundedPartitions({ settings, ...place }, modules);
  const cutter = new LineCutter(settings.input.maxRecordBytes, (bytes, start, end) => {
    partitions.take(bytes, start, end);
  });
  let results = '';
  const spare: ArrayBuffer[] = [];
  const take = (): void => {
    const { lines: taken } = partitions.takeResults(spare);
    results += Buffer.concat(taken).toString('utf8');
    spare.push(...taken.map(({ buffer }) => buffer as ArrayBuffer));
  };
  for (const chunk of chunks) {
    cutter.push(chunk);
    take();
  }
  cutter.end();
  partitions.end();
  take();
  return { results, partitions };
}

function* cut(bytes: Buffer, size: number): Generator<Buffer> {
  // Each in the same memory, as it is used again.
  const chunk = Buffer.alloc(size);
  for (let at = 0; at < bytes.length; at += size) yield chunk.subarray(0, bytes.copy(chunk, 0, at, at + size));
}

describe('borders of chunks', () => {
  const event = line({ key: [1, 2, 3], value: '4', active: true, time: Date.UTC(2017, 1, 19) });
  const settings = { ...SETTINGS, input: { format: 'bts-csv', maxRecordBytes: 60 } } as const;
  const awkward = [
    event,
    `${event}\r`,
    '',
    '\r',
    'ü'.repeat(50),
    `${event}\r`,
    'x'.repeat(61),
    'y'.repeat(60),
    '\r\r',
    event,
  ];
  const files = { 'with a newline at the end': `${awkward.join('\n')}\n`, 'without one': `${awkward.join('\n')}\r` };

  test.each(Object.entries(files))('are seen by nobody, wherever they are: a file %s', (_, text) => {
    const file = Buffer.from(text);
    const expected = expectedResults(file, settings);
    expect(expected.match(/"Bytes":100/g)).toHaveLength(1);
    expect(expected.match(/"Bytes":61/g)).toHaveLength(1);
    for (let at = 0; at <= file.length; at++) {
      expect(processed([file.subarray(0, at), file.subarray(at)], settings).results).toBe(expected);
    }
    for (let size = 1; size <= file.length; size++) {
      expect(processed(cut(file, size), settings).results).toBe(expected);
    }
  });
});

test('a line of a gigabyte is reported cut, and none of it is held beyond that', () => {
  const chunk = Buffer.alloc(1024 * 1024, 'x');
  let most = 0;
  function* gigabyte(): Generator<Uint8Array> {
    const before = process.memoryUsage().arrayBuffers;
    for (let i = 0; i < 1024; i++) {
      yield chunk;
      if (i % 64 === 0) most = Math.max(most, process.memoryUsage().arrayBuffers - before);
    }
    yield Buffer.from('\r\nTHIS LINE IS WRONG\n');
  }
  const [long, next, end] = processed(gigabyte()).results.split('\n');
  expect(JSON.parse(long ?? '').Content).toEqual({
    'Error line': 'x'.repeat(65_536),
    'Total number of errors': 1,
    Reason: 'it is longer than 65536 bytes',
    Bytes: 1024 ** 3,
  });
  expect(JSON.parse(next ?? '').Content).toMatchObject({
    'Error line': 'THIS LINE IS WRONG',
    'Total number of errors': 2,
  });
  expect(end).toBe('');
  expect(most).toBeLessThan(16 * 1024 * 1024);
});

describe('each line is taken by one partition', () => {
  const csv = simulated(3000, { stations: 30, wrong: 0.2 });
  const long = Buffer.from(`${'1161115040,141,312,'.padEnd(70_000, 'x')}\n${'z'.repeat(70_000)}\n`);
  const jsonLines = csv
    .toString('latin1')
    .split('\n')
    .map((text) => {
      const [station, sensor, alarm, time, value, , active] = text.split(',');
      if (parseLine(Buffer.from(text, 'latin1')) === undefined) return text;
      return JSON.stringify({
        id: [station, Number(sensor), alarm],
        at: time,
        v: Number(value),
        on: active === 'True',
      });
    });
  const json = {
    format: 'json',
    maxRecordBytes: 65_536,
    json: {
      key: [
        ['id', '0'],
        ['id', '1'],
        ['id', '2'],
      ],
      time: ['at'],
      value: ['v'],
      isActive: ['on'],
    },
  } as const;
  const own: Modules = {
    actors: new Map(),
    formats: new Map([
      [
        './own.ts',
        new TextFormat((text) => {
          const [key, time, value, active] = text.split(';');
          if (key === undefined || time === undefined) throw new Error('there is no key');
          return {
            key: key.split('.') as [string, string, string],
            time,
            value: Number(value),
            isActive: active === 'yes',
          };
        }),
      ],
    ]),
  };
  const ownLines = [
    'a.b.c;2017-02-19T00:00:00Z;1;yes',
    'd.e.f;2017-02-19T00:00:01Z;2;no',
    'a.b;x;1;no',
    '',
    'a.b.c',
    'ä;ü',
  ];
  test.each([
    ['bts-csv', Buffer.concat([csv, long]), SETTINGS.input, noModules],
    ['json', Buffer.from(jsonLines.join('\n')), json, noModules],
    ["the tenant's own", Buffer.from(ownLines.join('\n')), { format: './own.ts', maxRecordBytes: 100 }, own],
  ] as const)('format %s', (_, file, input, modules) => {
    const settings = settingsOf(SETTINGS.analytics, { input });
    const all = processed([file], settings, ALONE, modules);
    const threads = [0, 1, 2].map((thread) => {
      return processed([file], settings, { partitions: 5, threads: 3, thread }, modules);
    });
    expect(asSet(threads.map(({ results }) => results).join('')).filter(Boolean)).toEqual(
      asSet(all.results).filter(Boolean),
    );
    const { events, wrong } = all.partitions.quality;
    expect(events).toBeGreaterThan(0);
    expect(wrong).toBeGreaterThan(0);
    const sum = (name: 'events' | 'wrong' | 'records' | 'bytes') =>
      threads.reduce((total, { partitions }) => total + partitions.quality[name], 0);
    expect([sum('events'), sum('wrong'), sum('records')]).toEqual([events, wrong, events + wrong]);
    expect(sum('bytes')).toBe(all.partitions.quality.bytes);
    expect(threads.reduce((total, { partitions }) => total + partitions.keys, 0)).toBe(all.partitions.keys);
  });
});

test('where a line goes depends on nothing but the line, also when it is long and cut', () => {
  const lines = Array.from({ length: 12 }, (_, i) => `${i}`.repeat(150) + 'x'.repeat(i));
  const file = Buffer.from(`${lines.join('\n')}\n`);
  const settings = settingsOf(SETTINGS.analytics, { input: { format: 'bts-csv', maxRecordBytes: 100 } });
  for (const thread of [0, 1, 2]) {
    const place = { partitions: 3, threads: 3, thread };
    const whole = processed([file], settings, place);
    expect(whole.partitions.quality.wrong).toBeGreaterThan(0);
    for (const size of [1, 99, 100, 101, 102, 160]) {
      expect(processed(cut(file, size), settings, place).results).toBe(whole.results);
    }
  }
});

test.each([1, 4])('an error names the line of the file that it comes of, with %i partitions', (partitions) => {
  const strict = defineActor({
    name: 'strict',
    state: objectState(() => ({})),
    onEvent: (_turn, _state, event) => {
      if (event.value < 0) throw new Error('below zero');
    },
  });
  const modules: Modules = { actors: new Map([['./strict.ts', strict]]), formats: new Map() };
  const settings = settingsOf([{ id: 'strict', use: './strict.ts', settings: {} }], { actorErrors: 'stop' });
  const values = Array.from({ length: 40 }, (_, i) => line({ key: [i, 2, 3], time: 0, value: i === 36 ? '-1' : '1' }));
  const outcomes = Array.from({ length: partitions }, (_, thread) => {
    try {
      processed([Buffer.from(values.join('\n'))], settings, { partitions, threads: partitions, thread }, modules);
      return 'done';
    } catch (thrown) {
      return (thrown as MillraceError).where;
    }
  });
  expect(outcomes.filter((where) => where !== 'done')).toEqual(['actor 36-2-3 at input 37']);
});
