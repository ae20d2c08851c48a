import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fastLoop } from '../../../bench/peers/fast-loop.ts';
import { plainLoop } from '../../../bench/peers/plain-loop.ts';
import { AlarmGenerator } from '../../../simulator/alarm-generator.ts';
import type { SimulatorOptions } from '../../../simulator/options.ts';

const folder = mkdtempSync(join(tmpdir(), 'millrace-loops-'));
afterAll(() => rmSync(folder, { recursive: true }));

const input = join(folder, 'in');
const loops = { plain: plainLoop, fast: fastLoop };

async function outputOf(name: keyof typeof loops, bytes: Uint8Array | string) {
  writeFileSync(input, bytes);
  const output = join(folder, name);
  const counts = await loops[name](input, output);
  return { counts, text: readFileSync(output, 'utf8') };
}

async function both(bytes: Uint8Array | string) {
  const plain = await outputOf('plain', bytes);
  const fast = await outputOf('fast', bytes);
  expect(fast.counts).toEqual(plain.counts);
  // No diff of a megabyte when they differ: the first line that does.
  const lines = plain.text.split('\n');
  const differing = fast.text.split('\n').findIndex((line, i) => line !== lines[i]);
  expect([differing, fast.text.split('\n')[differing]]).toEqual([-1, undefined]);
  expect(fast.text.length).toBe(plain.text.length);
  return plain;
}

function simulated(lines: number, options: Partial<SimulatorOptions>): Uint8Array {
  const generator = new AlarmGenerator(options);
  const target = new Uint8Array(lines * 120);
  return target.subarray(0, generator.fill(target, 0, lines));
}

const line = (second: number, alarm = 312, active = 'True', value = '242.87'): string =>
  `1161115040,141,${alarm},2017-02-19 14:${String(Math.floor(second / 60)).padStart(2, '0')}:${String(second % 60).padStart(2, '0')} UTC,${value},999999,${active},\n`;

describe('the comparison loops', () => {
  it.each([
    { stations: 5, rate: 5, seed: 1, outOfOrder: 0.1, late: 0.05, wrong: 0.05, duplicates: 0.05 },
    { stations: 1, rate: 1, seed: 2, outOfOrder: 0.3, late: 0.3, wrong: 0.01 },
    { stations: 2, rate: 0.01, seed: 3, outOfOrder: 0.2, late: 0.2 },
    { stations: 200, rate: 1000, seed: 4, wrong: 0.5 },
    { stations: 3000, rate: 1000, seed: 5, order: 'sweep' as const },
  ])('write the same bytes for simulated alarms: %j', async (options) => {
    const { counts } = await both(simulated(20_000, options));
    expect(counts.events + counts.wrong).toBe(20_000);
    if ((options.late ?? 0) > 0) expect(counts.late).toBeGreaterThan(100);
    if (options.rate === 5) expect(counts.results.window).toBeGreaterThan(100);
  });

  it('write nothing for nothing', async () => {
    expect((await both('')).text).toBe('');
  });

  it('take every form of a line alike', async () => {
    const right = '1,2,3,2016-02-29 23:59:59 UTC,-0,1e3,False,anything é\r';
    const values = ['0', '-0.5', '1e21', '1.5E-7', '123456789012345678', '0.1', '1e-320', '4503599627370497.5', '0.30'];
    const some = values.map((value) => `7,8,9,2017-01-01 00:00:00 UTC,${value},0,True,`);
    const ids = ['0', '9007199254740991', '9007199254740992', '00', '', '99999999999999999999'];
    const others = ids.map((id) => `${id},1,1,2017-01-01 00:00:00 UTC,1,1,True,`);
    const times = [
      '0000-01-01 00:00:00',
      '1900-02-29 00:00:00',
      '2000-02-29 00:00:00',
      '9999-12-31 23:59:59',
      '2017-04-31 00:00:00',
    ];
    const dated = times.map((time) => `1,1,1,${time} UTC,1,1,True,`);
    const wrong = [
      '',
      '\r',
      'a\r\r',
      '\ufeff1,2,3',
      '"quoted"\t\u0001\u2028',
      'x'.repeat(70_000),
      `${right},`,
      ' ',
      'no end',
    ];
    const { counts } = await both([right, ...some, ...others, ...dated, ...wrong].join('\n'));
    expect(counts.wrong).toBe(4 + 2 + wrong.length);
    expect(counts.events).toBe(1 + some.length + 2 + 3);
  });

  it.each(['plain', 'fast'] as const)('%s: gives the results the design asks for', async (name) => {
    const text = [
      ...[10, 20, 30, 40, 50, 60].map((second) => line(second)),
      'THIS LINE IS WRONG\n',
      line(81, 313, 'False', '240'),
      line(2, 313, 'False', '241'),
    ].join('');
    const results = (await outputOf(name, text)).text
      .trimEnd()
      .split('\n')
      .map((result) => JSON.parse(result));
    const ids = { Station: 1161115040, Sensor: 141, Alarm: 312 };
    const statistics = (events: number) => ({
      'Message Type': 'Global Streaming Analytics',
      Content: {
        ...ids,
        'Events counter': events,
        'Active alarms counter': events,
        'Minimum value': 242.87,
        'Maximum value': 242.87,
        'Mean value': Array.from({ length: events }, () => 242.87).reduce((a, b) => a + b) / events,
      },
    });
    const window = (start: string, end: string) => ({
      'Message Type': 'Window Streaming Analytics',
      Content: {
        ...ids,
        Message: 'Alarm often gets triggered!',
        'Window start': `2017-02-19T14:${start}.000Z`,
        'Window end': `2017-02-19T14:${end}.000Z`,
        'Active alarms counter': 6,
      },
    });
    const other = (events: number, maximum: number, mean: number) => ({
      'Message Type': 'Global Streaming Analytics',
      Content: {
        ...ids,
        Alarm: 313,
        'Events counter': events,
        'Active alarms counter': 0,
        'Minimum value': 240,
        'Maximum value': maximum,
        'Mean value': mean,
      },
    });
    expect(results).toEqual([
      ...[1, 2, 3, 4, 5, 6].map(statistics),
      {
        'Message Type': 'DeserializationError',
        Content: { 'Error line': 'THIS LINE IS WRONG', 'Total number of errors': 1 },
      },
      // At 14:01:21 the watermark is 14:01:11: windows that end at 14:01:10 have closed, though only by this event.
      window('00:05', '01:05'),
      window('00:10', '01:10'),
      other(1, 240, 240),
      other(2, 241, 240.5),
      {
        'Message Type': 'Late Event',
        Content: {
          ...ids,
          Alarm: 313,
          'Event time': '2017-02-19T14:00:02.000Z',
          Watermark: '2017-02-19T14:01:11.000Z',
        },
      },
    ]);
  });
});
