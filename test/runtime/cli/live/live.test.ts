import { PassThrough } from 'node:stream';
import type { WriteStream } from 'node:tty';
import { describe, expect, test } from 'vitest';
import { Histogram } from '../../../../runtime/base/histogram.ts';
import { limits } from '../../../../runtime/base/limits.ts';
import { digest } from '../../../../runtime/cli/live/digest.ts';
import { openLiveView } from '../../../../runtime/cli/live/live-view.ts';
import { Rates } from '../../../../runtime/cli/live/rates.ts';
import { summaryLine, summaryTable } from '../../../../runtime/cli/live/summary.ts';
import { plainScreen } from '../../../../runtime/cli/render/screen.ts';
import type { TenantRow } from '../../../../runtime/control/runtime-control.ts';
import { tenantRow } from '../../control/support/memory-control.ts';

/** A tenant that has taken so many events, each answered in so many milliseconds. */
function row(id: string, events: number, milliseconds = 3): TenantRow {
  const response = new Histogram(limits.responseBounds);
  for (let i = 0; i < events; i++) response.note(milliseconds);
  const results = { statistics: events, window: 2, alert: 1 };
  const figures = { actors: 7, events, wrong: 5, late: 4, lag: 3, results, response: response.figures };
  return tenantRow(id, 'running', figures);
}

describe('Rates', () => {
  test('are of the time since the last look', () => {
    const rates = new Rates();
    expect(rates.of([row('a', 1000)], 5000)[0]).toMatchObject({ perSecond: 0, answeredWithin: 5 });
    const slower = { ...row('a', 1500), response: row('a', 1000).response };
    expect(rates.of([slower], 7000)[0]).toMatchObject({ perSecond: 250, answeredWithin: undefined });
  });

  test('what a checkpoint brings back was not taken now', () => {
    const rates = new Rates();
    rates.of([{ ...row('a', 0), phase: 'starting' }], 0);
    expect(rates.of([row('a', 1000)], 1000)[0]).toMatchObject({ perSecond: 0 });
  });

  test('a restart, after which counting began anew, is no negative rate', () => {
    const rates = new Rates();
    rates.of([row('a', 1000)], 0);
    expect(rates.of([row('a', 10, 40)], 1000)[0]).toMatchObject({ perSecond: 0, answeredWithin: 50 });
  });
});

describe('the summary', () => {
  const rows = new Rates().of([row('a', 1234), row('customer2', 5, 100_000)], 0);

  test('as a table', () => {
    expect(summaryTable(digest(rows, 2), plainScreen)).toEqual([
      'tenant     state    events  per s  keys  alerts  wrong  late  lag       p99 ms',
      'a          running   1,234      0     7       3      5     4    3            5',
      'customer2  running       5      0     7       3      5     4    3  over 10,000',
    ]);
  });

  test('as a line', () => {
    expect(summaryLine(digest(rows.slice(0, 1), 2))).toBe(
      'a running: 1,234 events (0/s), 7 keys, 3 alerts, 5 wrong, 4 late, lag 3, p99 5 ms',
    );
  });
});

describe('a summary of more tenants than it has room for', () => {
  const rates = new Rates();
  const tenants = (more: number) => ['a', 'b', 'c', 'd', 'e'].map((id, i) => row(id, 100 + more * i));
  rates.of(tenants(0), 0);
  const rows = rates.of(tenants(10), 1000);

  test('has those that take most, in their order, and the others together', () => {
    expect(summaryTable(digest(rows, 3), plainScreen)).toEqual([
      'tenant      state    events  per s  keys  alerts  wrong  late  lag  p99 ms',
      'd           running     130     30     7       3      5     4    3       5',
      'e           running     140     40     7       3      5     4    3       5',
      'and 3 more  running     330     30    21       9     15    12    9       5',
    ]);
  });

  test('has those before that need a look', () => {
    const failed = rows.map((one) => (one.id === 'b' ? { ...one, phase: 'failed' as const } : one));
    const stopped = failed.map((one) => (one.id === 'a' ? { ...one, phase: 'stopped' as const } : one));
    const shown = digest(stopped, 3);
    expect(shown.map(({ name }) => name)).toEqual(['b', 'e', 'and 3 more']);
    expect(shown[2]?.state).toBe('1 stopped, 2 running');
  });

  test('has all where there is room', () => {
    expect(digest(rows, 5).map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd', 'e']);
  });
});

describe('the live view', () => {
  function viewOn(terminal: boolean) {
    const size = { columns: 20, rows: 5 };
    const stream = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY: terminal, ...size });
    const view = openLiveView(stream as unknown as WriteStream);
    return { view, stream, text: () => uncoloured(String(stream.read() ?? '')) };
  }

  test('on a terminal replaces the table, cut to its width, and keeps notices above it', () => {
    const { view, text } = viewOn(true);
    view.notice('hello');
    view.show(new Rates().of([row('a', 1)], 0));
    expect(text()).toBe('hello\ntenant  state    ev…\na       running    …\n');
    view.notice('a notice as long as it needs to be');
    expect(text()).toBe(
      '\x1b[2A\x1b[Ja notice as long as it needs to be\ntenant  state    ev…\na       running    …\n',
    );
  });

  test('on a terminal is no higher than it', () => {
    const { view, text } = viewOn(true);
    view.show(
      new Rates().of(
        ['a', 'b', 'c', 'd', 'e'].map((id) => row(id, 1)),
        0,
      ),
    );
    const lines = text().split('\n');
    expect(lines).toHaveLength(5);
    expect(lines[3]).toMatch(/^and 3 more /);
  });

  test('elsewhere writes plain lines, and only what has changed', () => {
    const { view, text } = viewOn(false);
    for (const events of [1, 1, 2]) view.show(new Rates().of([row('a', events)], 0));
    const lines = text().trim().split('\n');
    expect(lines.map((line) => /\d+ events/.exec(line)?.[0])).toEqual(['1 events', '2 events']);
  });

  test('outlives whoever read it', () => {
    const { view, stream } = viewOn(false);
    stream.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    expect(() => view.notice('still here')).not.toThrow();
  });
});

function uncoloured(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what colours are made of.
  return text.replaceAll(/\x1b\[\d+m/g, '');
}
