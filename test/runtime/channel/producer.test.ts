import { describe, expect, test } from 'vitest';
import { BtsCsv } from '../../../actors/formats/bts-csv.ts';
import { Faults } from '../../../connectors/memory/faults.ts';
import { MemoryLogStore } from '../../../connectors/memory/log-store.ts';
import { ManualClock } from '../../../runtime/base/clock.ts';
import { limits } from '../../../runtime/base/limits.ts';
import { Prng } from '../../../runtime/base/prng.ts';
import { Producer } from '../../../runtime/channel/producer.ts';
import { SendFailure } from '../../../runtime/channel/send-failure.ts';
import { CHANNEL, decoded, inputLog, inputOf, linesOf, recordsOf } from './support.ts';

const clock = new ManualClock(1_000_000);

function text(line: Uint8Array): string {
  return Buffer.from(line).toString('latin1');
}

describe('routing', () => {
  test('each log holds the lines of its own keys, in order, and each line is in one', async () => {
    const logs = new MemoryLogStore(clock);
    const lines = linesOf(5000, { wrong: 0.1, duplicates: 0.1, late: 0.1 });
    await new Producer(CHANNEL, new BtsCsv(), logs).send(lines);
    const stored = await inputOf(logs);
    const rest = stored.map((list) => list.values());
    for (const line of lines) {
      const event = decoded(text(line));
      const partition = event
        ? event.hash % CHANNEL.partitions
        : new BtsCsv().route(line, 0, line.length) % CHANNEL.partitions;
      expect(rest[partition]?.next().value).toBe(text(line));
    }
    expect(stored.flat()).toHaveLength(5000);
    for (const list of stored) expect(list.length).toBeGreaterThan(1000);
  });

  test('any bytes are a record', async () => {
    const logs = new MemoryLogStore(clock);
    const lines = [new Uint8Array(0), Uint8Array.of(0, 255, 13, 0xe2), Buffer.alloc(3_000_000, ',')];
    await new Producer(CHANNEL, new BtsCsv(), logs).send(lines);
    expect((await inputOf(logs)).flat().toSorted()).toEqual(lines.map(text).toSorted());
  });
});

test('records are events, in appends of a bounded size', async () => {
  const logs = new MemoryLogStore(clock);
  const sizes: number[] = [];
  const watched = {
    close: () => logs.close(),
    open: async (name: Parameters<typeof logs.open>[0]) => {
      const log = await logs.open(name);
      const { append } = log;
      log.append = async (records, options) => {
        sizes.push(records.length);
        return await append.call(log, records, options);
      };
      return log;
    },
  };
  const producer = new Producer({ ...CHANNEL, partitions: 1 }, new BtsCsv(), watched);
  await producer.send(linesOf(2 * limits.appendRecords + 1));
  expect(sizes).toEqual([limits.appendRecords, limits.appendRecords, 1]);
  expect(new Set((await recordsOf(logs, inputLog(0))).map(({ kind }) => kind))).toEqual(new Set(['event']));
});

test('a channel is new until something was sent', async () => {
  const logs = new MemoryLogStore(clock);
  const producer = new Producer(CHANNEL, new BtsCsv(), logs);
  expect(await producer.isNew()).toBe(true);
  await producer.send(linesOf(1));
  expect(await producer.isNew()).toBe(false);
});

describe('a failed append', () => {
  test.each([
    ['appendLost', false],
    ['appendUnanswered', true],
  ] as const)('says what became of which line (%s)', async (fault, isStored) => {
    const logs = new MemoryLogStore(clock, { faults: new Faults(new Prng(5), { [fault]: 0.3 }) });
    const producer = new Producer(CHANNEL, new BtsCsv(), logs);
    const lines = linesOf(6000);
    const thrown: unknown = await producer.send(lines).catch((error: unknown) => error);
    if (!(thrown instanceof SendFailure)) throw new Error('nothing failed: take another seed');
    expect(thrown.message).toMatch(
      /^outcome-unknown: \d+ lines may be stored or not \(.*\), partition customer1\/\d, /,
    );
    const stored = new Set((await inputOf(logs)).flat());
    const inDoubt = new Set(thrown.doubtful);
    const unsent = new Set(thrown.unsent);
    expect(thrown.stored).toBeGreaterThan(0);
    expect(unsent.size).toBeGreaterThan(0);
    expect(thrown.stored + inDoubt.size + unsent.size).toBe(6000);
    const unique = new Set(lines.map(text)).size === 6000;
    expect(unique).toBe(true);
    for (const [position, line] of lines.entries()) {
      const expected = inDoubt.has(position) ? isStored : !unsent.has(position);
      expect(stored.has(text(line))).toBe(expected);
    }
  });
});
