import { expect, test } from 'vitest';
import { limits } from '../../../runtime/base/limits.ts';
import { Flow } from '../../../runtime/channel/flow.ts';
import { AlarmGenerator } from '../../../simulator/alarm-generator.ts';

const T0 = 1_000_000;

function linesIn(bytes: Uint8Array): number {
  return bytes.filter((byte) => byte === 10).length;
}

test('a line is due every 1 / rate seconds, the first one at once', () => {
  const flow = new Flow(new AlarmGenerator({ rate: 10 }), T0);
  expect(linesIn(flow.take(T0 - 1))).toBe(0);
  expect(linesIn(flow.take(T0))).toBe(1);
  expect(linesIn(flow.take(T0 + 99))).toBe(0);
  expect([flow.overdue(T0 + 99), flow.pause(T0 + 20)]).toEqual([-1, 80]);
  expect(linesIn(flow.take(T0 + 100))).toBe(1);
  expect(linesIn(flow.take(T0 + 1000))).toBe(9);
  expect(flow.lines).toBe(11);
});

test('what is long due comes in slices, as many as there are lines', () => {
  const flow = new Flow(new AlarmGenerator({ rate: 1000 }), T0 - 2499);
  const taken = [1, 2, 3, 4].map(() => linesIn(flow.take(T0)));
  expect(taken).toEqual([limits.sliceRecords, limits.sliceRecords, 500, 0]);
});

test('it ends at the number of lines asked for', () => {
  const flow = new Flow(new AlarmGenerator(), Number.NEGATIVE_INFINITY, 1500);
  expect([1, 2, 3].map(() => linesIn(flow.take(T0)))).toEqual([1000, 500, 0]);
  expect(flow.isDone).toBe(true);
});

test('it waits no shorter than a step and no longer than a timer can', () => {
  expect(new Flow(new AlarmGenerator({ rate: 1e6 }), T0).pause(T0 - 1)).toBe(limits.paceMilliseconds);
  const slow = new Flow(new AlarmGenerator({ rate: 0.001 }), T0 + 1e12);
  expect(slow.pause(T0)).toBe(0x7fff_ffff);
});

test('its bytes are those of the generator', () => {
  const options = { seed: 3, wrong: 0.1, duplicates: 0.1 };
  const flow = new Flow(new AlarmGenerator(options), Number.NEGATIVE_INFINITY, 3000);
  const bytes = Buffer.concat([1, 2, 3].map(() => Buffer.from(flow.take(T0))));
  const whole = new Uint8Array(1024 * 1024);
  const end = new AlarmGenerator(options).fill(whole, 0, 3000);
  expect(Buffer.compare(bytes, whole.subarray(0, end))).toBe(0);
});
