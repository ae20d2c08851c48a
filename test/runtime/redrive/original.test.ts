import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LogRecord } from '../../../connectors/log.ts';
import { originalOf } from '../../../runtime/redrive/original.ts';
import { type SetAside, setAsideIn } from '../../../runtime/redrive/set-aside.ts';
import { log, tenantSettings } from '../../support/reference/arbitraries.ts';
import { linesOf, parseLine } from '../../support/reference/line.ts';
import { LogBuilder } from '../../support/reference/records.ts';
import type { RefRecord } from '../../support/reference/reference.ts';
import { logRecord, run } from '../../support/reference/run.ts';
import { settingsOf } from '../../support/reference/settings.ts';

const ALL = { kinds: new Set(['wrong', 'dead-letter'] as const) };
const plain = settingsOf([{ id: 'all', use: 'global-statistics', emit: 'every-event' }]);

/** What results tell of, as they would stand in an output log. */
function asideOf(records: readonly RefRecord[], settings = plain): SetAside[] {
  return run({ settings }, records).flatMap(({ input, index, output, json }, i) => {
    const stored = { kind: output, key: '', sequence: i + 1, arrival: 0, payload: Buffer.from(json) };
    return setAsideIn({ ...stored, identity: { input, index } }, ALL) ?? [];
  });
}

test('a wrong line is found again in its message, byte for byte, whatever else is in that', () => {
  fc.assert(
    fc.property(tenantSettings, log(30), (settings, records) => {
      const unkeyed = records.filter(({ kind }) => kind === 'event').map(({ key: _, ...record }) => record);
      const { maxRecordBytes } = settings.input;
      const wrong = unkeyed.flatMap(({ payload, sequence }) =>
        linesOf(payload)
          .filter((line) => line.length > maxRecordBytes || parseLine(line) === undefined)
          .map((line) => [sequence, line.toString('hex')]),
      );
      const bySequence = new Map(unkeyed.map((record) => [record.sequence, logRecord(record)]));
      const found = asideOf(unkeyed, settings).map((aside) => {
        const original = originalOf(aside, bySequence.get(aside.input));
        return [aside.input, original && Buffer.from(original.line).toString('hex')];
      });
      expect(found).toEqual(wrong);
    }),
    { numRuns: 300 },
  );
});

test('bytes that are no text come back as they were', () => {
  const line = Buffer.from([0x31, 0xff, 0xfe, 0x0d, 0x32, 0x00]);
  const { records } = new LogBuilder().add('event', 0, Buffer.concat([line, Buffer.from('\nx\n')]));
  const [first, second] = asideOf(records);
  const record = logRecord(records[0] as RefRecord);
  expect(Buffer.from(originalOf(first as SetAside, record)?.line ?? []).equals(line)).toBe(true);
  expect(Buffer.from(originalOf(second as SetAside, record)?.line ?? []).toString()).toBe('x');
});

test('nothing is guessed where the record is gone, or is another one now', () => {
  const { records } = new LogBuilder().add('event', 0, 'WRONG\nALSO WRONG');
  const [first, second] = asideOf(records) as [SetAside, SetAside];
  const other = (payload: string, kind = 'event'): LogRecord => {
    return { kind, key: '', sequence: 1, arrival: 0, payload: Buffer.from(payload) };
  };
  expect(originalOf(first, undefined)).toBeUndefined();
  expect(originalOf(second, other('WRONG'))).toBeUndefined();
  expect(originalOf(second, other('ALSO WRONG\nWRONG'))).toBeUndefined();
  expect(originalOf(first, other('WRONG\nALSO WRONG', 'tick'))).toBeUndefined();
  expect(originalOf(first, other('WRONG\nALSO WRONG'))).toBeDefined();
});

test("what somebody's own analytic puts into these outputs is nothing set aside", () => {
  const record = { kind: 'error', key: '', sequence: 1, arrival: 0, identity: { input: 1, index: 0 } };
  for (const text of ['no JSON', 'null', '[]', '{"Message Type":"Alert","Content":{}}', '{"Content":null}'])
    expect(setAsideIn({ ...record, payload: Buffer.from(text) }, ALL)).toBeUndefined();
});
