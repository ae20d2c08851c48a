import { PassThrough } from 'node:stream';
import type { WriteStream } from 'node:tty';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { plainScreen, type Screen, screenOf } from '../../../../runtime/cli/render/screen.ts';
import { cut, fields, table } from '../../../../runtime/cli/render/table.ts';
import { clean, figure, utc } from '../../../../runtime/cli/render/words.ts';

const columns = [{ heading: 'key' }, { heading: 'events', align: 'right' }, { heading: 'state' }] as const;
const rows = [
  ['1-121-308', '7', { text: 'running', style: 'green' }],
  ['1161115040-141-312', '12,345', 'stopped'],
] as const;

/** Marks styles by brackets. */
const marked = (width: number): Screen => ({ width, paint: (style, text) => `<${style}:${text}>` });

describe('a table', () => {
  test('aligns its columns, numbers to the right', () => {
    expect(table(columns, rows, plainScreen)).toEqual([
      'key                 events  state',
      '1-121-308                7  running',
      '1161115040-141-312  12,345  stopped',
    ]);
  });

  test('styles words and never the space between them', () => {
    expect(table(columns, rows, marked(80))).toEqual([
      '<bold:key>                 <bold:events>  <bold:state>',
      '1-121-308                7  <green:running>',
      '1161115040-141-312  12,345  stopped',
    ]);
  });

  test('ends in … where the screen ends', () => {
    const cutTo = (width: number) => table(columns, rows, { ...plainScreen, width });
    expect(cutTo(35)).toEqual(table(columns, rows, plainScreen));
    expect(cutTo(30)).toEqual([
      'key                 events  s…',
      '1-121-308                7  r…',
      '1161115040-141-312  12,345  s…',
    ]);
    expect(cutTo(10)).toEqual(['key      …', '1-121-308…', '116111504…']);
    expect(table(columns, rows, marked(30))[1]).toBe('1-121-308                7  <green:r>…');
  });

  test('without rows has its headings', () => {
    expect(table(columns, [], plainScreen)).toEqual(['key  events  state']);
  });
});

test('fields align their values', () => {
  const given = [
    ['events', '7'],
    ['last event', 'a long time ago'],
  ] as const;
  expect(fields(given, plainScreen)).toEqual(['events      7', 'last event  a long time ago']);
  expect(fields(given, { ...plainScreen, width: 20 })).toEqual(['events      7', 'last event  a long …']);
  expect(fields([], plainScreen)).toEqual([]);
  expect(cut('abc', 3)).toBe('abc');
});

test('words for people', () => {
  expect([0, -1234, 1234567, 240.56666666666666, 1e-9, 1e300].map(figure)).toEqual([
    '0',
    '-1,234',
    '1,234,567',
    '240.5666667',
    '1e-9',
    '1e+300',
  ]);
  expect(utc(Date.UTC(2017, 1, 19, 14, 20, 13, 999))).toBe('2017-02-19 14:20:13');
  expect([utc(null), utc(9e15)]).toEqual(['-', '-']);
  expect(clean('a\u001b[31mb\nc\u009bd é')).toBe('a�[31mb�c�d é');
});

describe('a screen', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  function terminal(columns = 40): WriteStream {
    return Object.assign(new PassThrough(), {
      isTTY: true,
      columns,
      getColorDepth: () => 8,
    }) as unknown as WriteStream;
  }

  test('has a width and colours only on a terminal', () => {
    for (const name of ['NO_COLOR', 'NODE_DISABLE_COLORS', 'FORCE_COLOR']) vi.stubEnv(name, undefined);
    const screen = screenOf(terminal());
    expect(screen.width).toBe(40);
    // One that doesn't know its size.
    expect([0, Number.NaN].map((columns) => screenOf(terminal(columns)).width)).toEqual([Infinity, Infinity]);
    expect(screen.paint('red', 'a')).toBe('\u001b[31ma\u001b[39m');
    const pipe = screenOf(new PassThrough() as unknown as WriteStream);
    expect([pipe.width, pipe.paint('red', 'a')]).toEqual([Number.POSITIVE_INFINITY, 'a']);
  });
});
