import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Log, LogName, LogRecord, LogStore, NewRecord } from '../../connectors/log.ts';
import type { ManualClock } from '../../runtime/base/clock.ts';
import { limits } from '../../runtime/base/limits.ts';
import { raiseFence } from '../../runtime/threads/fence.ts';

/** What an implementation gives the suite: an empty store and the means to disturb it. */
export interface LogHarness {
  readonly store: LogStore;
  /** The clock that stamps arrivals, where it can be chosen. */
  readonly clock?: ManualClock;
  /** The largest payload it takes, where that is under 3 MiB. */
  readonly mostBytes?: number;
  /** Its server drops what retention allows, rather than `trim`. */
  readonly trimsItself?: boolean;
  /** Closes the store and opens it again on the same data. */
  reopen(): Promise<LogStore>;
  /** Deletes a log that nobody has open. */
  destroy(name: LogName): Promise<void>;
  /** Closes whatever is open and removes what was stored. */
  cleanup(): Promise<void>;
}

const NAME: LogName = { tenant: 'customer1', partition: 0, count: 2, direction: 'output' };
const INPUT: LogName = { ...NAME, direction: 'input' };
/** Its partition is 0 of 2. */
const KEY = '1161115040-141-313';
const FOREVER = { bytes: Number.MAX_SAFE_INTEGER, age: Number.MAX_SAFE_INTEGER };
const NEVER = new AbortController().signal;

function event(text: string): NewRecord {
  return { kind: 'event', payload: Buffer.from(text) };
}

function result(input: number, index: number): NewRecord {
  return { kind: 'window', payload: Buffer.from(`${input}/${index}`), identity: { input, index } };
}

function texts(records: readonly LogRecord[]): string[] {
  return records.map((record) => Buffer.from(record.payload).toString());
}

function sequences(records: readonly LogRecord[]): number[] {
  return records.map((record) => record.sequence);
}

function keyed(text: string): NewRecord {
  return { kind: 'event', key: KEY, payload: Buffer.from(text) };
}

const position = new WeakMap<Log, number>();

/** Reads on, waiting as a reader does, until a sequence has come. */
async function readAll(log: Log, last: number): Promise<LogRecord[]> {
  const records: LogRecord[] = [];
  for (;;) {
    const found = await log.read((position.get(log) ?? 0) + 1, 100);
    records.push(...found);
    position.set(log, found.at(-1)?.sequence ?? position.get(log) ?? 0);
    if ((position.get(log) ?? 0) >= last) return records;
    await log.wait(position.get(log) ?? 0, 1000, NEVER);
  }
}

/** Every duty that the contract of the log states, held against one implementation. */
export function logSuite(name: string, open: () => Promise<LogHarness>): void {
  describe(`log: ${name}`, () => {
    let harness: LogHarness;
    let log: Log;

    beforeEach(async () => {
      harness = await open();
      log = await harness.store.open(NAME);
    });
    afterEach(() => harness.cleanup());

    describe('append and read', () => {
      it('starts empty', async () => {
        expect(await log.bounds()).toEqual({ first: 1, last: 0 });
        expect(await log.read(1, 10)).toEqual([]);
        expect(await log.tail()).toBeUndefined();
        expect(await log.acked()).toBe(0);
      });

      it('numbers records from 1 without a gap', async () => {
        expect(await log.append([event('a'), event('b')])).toBe(2);
        expect(await log.append([event('c')])).toBe(3);
        const records = await log.read(1, 10);
        expect(sequences(records)).toEqual([1, 2, 3]);
        expect(texts(records)).toEqual(['a', 'b', 'c']);
        expect(await log.bounds()).toEqual({ first: 1, last: 3 });
      });

      it.each([9, 10, 11, 25, 1000])('stores %i records in order', async (count) => {
        const many = Array.from({ length: count }, (_, i) => result(i, i % 3));
        expect(await log.append(many)).toBe(count);
        const records = await readAll(log, count);
        expect(sequences(records)).toEqual(many.map((_, i) => i + 1));
        expect(texts(records)).toEqual(many.map((_, i) => `${i}/${i % 3}`));
        expect(records.map((record) => record.identity)).toEqual(many.map((record) => record.identity));
      });

      it('reads fewer records where they are large, and all of them in the end', async () => {
        const payload = new Uint8Array(harness.mostBytes ?? 3 * 1024 * 1024);
        for (let i = 0; i < 5; i++) await log.append([{ kind: 'event', payload }]);
        let from = 1;
        for (;;) {
          const records = await log.read(from, 100);
          if (records.length === 0) break;
          expect(records[0]?.sequence).toBe(from);
          from += records.length;
        }
        expect(from).toBe(6);
      });

      it('reads from a sequence up to a limit', async () => {
        await log.append(['a', 'b', 'c', 'd'].map(event));
        expect(texts(await log.read(2, 2))).toEqual(['b', 'c']);
        expect(await log.read(5, 2)).toEqual([]);
      });

      it('finds a record by its sequence', async () => {
        await log.append(['a', 'b'].map(event));
        const found = await log.at(2);
        expect(found).toMatchObject({ sequence: 2, kind: 'event', arrival: (await log.read(2, 1))[0]?.arrival });
        expect(texts(found === undefined ? [] : [found])).toEqual(['b']);
        expect(await log.at(3)).toBeUndefined();
      });

      it('says up to where nothing comes', async () => {
        await log.append(['a', 'b'].map(event));
        expect(await log.emptyUpTo(1)).toBe(1);
        expect(await log.emptyUpTo(2)).toBe(2);
      });

      it('is gone with its tenant, and nothing of another', async () => {
        const other = { ...NAME, tenant: `${NAME.tenant}-other` };
        const both = [log, await harness.store.open(other)];
        for (const one of both) await one.append([event('a')]);
        for (const one of both) await one.close();
        await harness.store.remove(NAME.tenant, [NAME.partition]);
        await harness.store.remove(NAME.tenant, [NAME.partition]);
        log = await harness.store.open(NAME);
        expect((await log.bounds()).last).toBe(0);
        expect((await (await harness.store.open(other)).bounds()).last).toBe(1);
      });

      it('says how many records wait after one', async () => {
        await log.append(['a', 'b', 'c'].map(event));
        expect(await log.unread(0)).toBe(3);
        expect(await log.unread(2)).toBe(1);
        expect(await log.unread(3)).toBe(0);
      });

      it('gives every field back', async () => {
        const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
        const key = '1161115040-141-312';
        await log.append([
          { kind: 'window', key, payload: bytes, identity: { input: 7, index: 0 } },
          { kind: 'fence', payload: new Uint8Array(0) },
          { kind: 'alert', key: 'Straße', payload: bytes, identity: { input: 2 ** 53 - 1, index: 3 } },
        ]);
        const [first, second, third] = await log.read(1, 3);
        expect(first).toMatchObject({ kind: 'window', key, identity: { input: 7, index: 0 } });
        expect(Buffer.from(first?.payload ?? [])).toEqual(Buffer.from(bytes));
        expect(second).toMatchObject({ kind: 'fence', key: '' });
        expect(second?.payload.byteLength).toBe(0);
        expect(second).not.toHaveProperty('identity');
        expect(third).toMatchObject({ key: 'Straße', identity: { input: 2 ** 53 - 1, index: 3 } });
      });

      it('keeps its own copy of the bytes', async () => {
        const payload = Buffer.from('abc');
        await log.append([{ kind: 'event', payload }]);
        payload[0] = 0;
        const [record] = await log.read(1, 1);
        record?.payload.fill(0);
        expect(texts(await log.read(1, 1))).toEqual(['abc']);
      });

      it('keeps logs apart by tenant, partition and direction', async () => {
        await log.append([event('a')]);
        for (const other of [{ tenant: 'customer2' }, { partition: 1 }, { direction: 'input' } as const]) {
          const another = await harness.store.open({ ...NAME, ...other });
          expect(await another.bounds()).toEqual({ first: 1, last: 0 });
          expect(await another.read(1, 10)).toEqual([]);
          expect(another.identity).not.toBe(log.identity);
        }
      });

      it('appends nothing as nothing', async () => {
        await log.append([event('a')]);
        expect(await log.append([])).toBe(1);
        await expect(log.append([], { expectedLast: 0 })).rejects.toMatchObject({ code: 'log-conflict' });
        expect(await log.bounds()).toEqual({ first: 1, last: 1 });
      });

      it('stores an append whole or not at all', async () => {
        await log.append([event('a')]);
        const broken = { kind: 'event' } as NewRecord;
        await expect(log.append([event('b'), broken])).rejects.toThrow();
        expect(await log.append([event('c')])).toBeGreaterThan(1);
        const stored = texts(await log.read(1, 10));
        expect(stored).toEqual(['a', 'c']);
        expect(sequences(await log.read(1, 10))).toEqual([1, 2]);
      });

      it('continues after it was opened again', async () => {
        await log.append([event('a'), event('b')]);
        const identity = log.identity;
        const store = await harness.reopen();
        const again = await store.open(NAME);
        expect(again.identity).toBe(identity);
        expect(await again.append([event('c')])).toBe(3);
        expect(texts(await again.read(1, 10))).toEqual(['a', 'b', 'c']);
      });

      it('has another identity after it was deleted and made anew', async () => {
        await log.append([event('a')]);
        const identity = log.identity;
        await log.close();
        await harness.destroy(NAME);
        const again = await harness.store.open(NAME);
        expect(again.identity).not.toBe(identity);
        expect(await again.bounds()).toEqual({ first: 1, last: 0 });
      });

      it('refuses to be used after it was closed', async () => {
        await log.close();
        await log.close();
        await expect(log.append([event('a')])).rejects.toMatchObject({ code: 'log-unusable' });
        await expect(log.read(1, 1)).rejects.toMatchObject({ code: 'log-unusable' });
      });
    });

    describe('expected last', () => {
      it('stores when the last sequence is the one expected', async () => {
        expect(await log.append([event('a')], { expectedLast: 0 })).toBe(1);
        expect(await log.append([event('b'), event('c')], { expectedLast: 1 })).toBe(3);
      });

      it.each([0, 2, 99])('stores nothing when it is not (%i)', async (expectedLast) => {
        await log.append([event('a')]);
        await expect(log.append([result(5, 0)], { expectedLast })).rejects.toMatchObject({ code: 'log-conflict' });
        expect(await log.bounds()).toEqual({ first: 1, last: 1 });
        expect(await log.tail()).toBeUndefined();
        expect(await log.append([event('b')], { expectedLast: 1 })).toBe(2);
      });

      it('leaves no number behind a fence for what an older owner has on its way', async () => {
        const zombie = await harness.store.open(NAME);
        await zombie.append([result(1, 0)], { expectedLast: 0 });
        const fence = await raiseFence(log, 2, 'successor');
        expect(fence.before).toBe(1);
        const first = await log.append([result(1, 1), result(2, 0)], { expectedLast: fence.last });
        const late = Array.from({ length: log.window }, (_, i) =>
          zombie.append([result(9, i)], { expectedLast: 1 + i }),
        );
        const outcomes = await Promise.allSettled(late);
        expect(outcomes.filter(({ status }) => status === 'fulfilled')).toEqual([]);
        expect(await log.append([result(2, 1)], { expectedLast: first })).toBe(first + 1);
        expect(await log.tail()).toMatchObject({ input: 2, index: 1 });
      });

      it('lets one of several win', async () => {
        const others = await Promise.all(Array.from({ length: 4 }, () => harness.store.open(NAME)));
        const outcomes = await Promise.allSettled(
          others.map((other, i) => other.append([event(`${i}`)], { expectedLast: 0 })),
        );
        expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
        expect(await log.bounds()).toEqual({ first: 1, last: 1 });
      });
    });

    it('takes concurrent appends one after the other, each whole', async () => {
      const others = await Promise.all(Array.from({ length: 4 }, () => harness.store.open(NAME)));
      const appends = others.flatMap((other, i) =>
        Array.from({ length: 10 }, (_, j) => other.append([0, 1, 2].map((k) => event(`${i}-${j}-${k}`)))),
      );
      const lasts = await Promise.all(appends);
      expect(lasts.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, i) => 3 * (i + 1)));
      const records = await log.read(1, 1000);
      expect(sequences(records)).toEqual(Array.from({ length: 120 }, (_, i) => i + 1));
      for (let i = 0; i < 120; i += 3) {
        const unit = texts(records.slice(i, i + 3));
        const writer = unit[0]?.slice(0, -2);
        expect(unit).toEqual([`${writer}-0`, `${writer}-1`, `${writer}-2`]);
      }
    });

    describe('a record with an id', () => {
      const known = (text: string): NewRecord => ({ ...event(text), id: `id-of-${text}` });
      const all = async (of: Log): Promise<string[]> => {
        const { last } = await of.bounds();
        const found: string[] = [];
        while (found.length < last) found.push(...texts(await of.read(found.length + 1, 10_000)));
        return found;
      };

      it('is stored once, however it is sent again', async () => {
        await log.append(['a', 'b', 'c'].map(known));
        await log.append(['a', 'b', 'c'].map(known));
        await log.append([known('b')]);
        expect(await all(log)).toEqual(['a', 'b', 'c']);
        await log.append(['b', 'c', 'd', 'e'].map(known));
        expect(await all(log)).toEqual(['a', 'b', 'c', 'd', 'e']);
        await log.append([known('e'), event('none'), known('f'), known('a'), event('none'), known('f')]);
        expect(await all(log)).toEqual(['a', 'b', 'c', 'd', 'e', 'none', 'f', 'none']);
      });

      it('is stored once in one append', async () => {
        expect(await log.append(['a', 'b', 'a', 'a'].map(known))).toBe(2);
        expect(await all(log)).toEqual(['a', 'b']);
      });

      it('tells how many were known', async () => {
        const told: number[] = [];
        const tell = { known: (records: number) => told.push(records) };
        await log.append(['a', 'b', 'c'].map(known), tell);
        expect(told).toEqual([]);
        await log.append(['a', 'd', 'b', 'e', 'e'].map(known), tell);
        await log.append([known('d')], tell);
        await log.append(['a', 'e'].map(known), tell);
        await log.append([known('f')], tell);
        expect(told).toEqual([3, 1, 2]);
      });

      it('is known after another start', async () => {
        const many = Array.from({ length: 1000 }, (_, i) => known(`${i}`));
        await log.append(many.slice(0, 600));
        const again = await (await harness.reopen()).open(NAME);
        expect(await again.append(many)).toBe(1000);
        expect(await again.append(many)).toBeLessThanOrEqual(1000);
        expect(await again.bounds()).toEqual({ first: 1, last: 1000 });
        expect(await all(again)).toEqual(many.map((_, i) => `${i}`));
      });

      it('is stored once by several who send it at once', async () => {
        const others = await Promise.all(Array.from({ length: 4 }, () => harness.store.open(NAME)));
        const parts = Array.from({ length: 20 }, (_, i) => [`${i}`, `${i + 1}`, `${i + 2}`].map(known));
        await Promise.all(others.flatMap((other) => parts.map((part) => other.append(part))));
        const stored = await all(log);
        expect(stored.toSorted()).toEqual([...new Set(stored)].toSorted());
        expect(stored).toHaveLength(22);
      });

      it('is forgotten after the window', async ({ skip }) => {
        const clock = harness.clock ?? skip();
        await log.append([known('a')]);
        clock.advance(limits.duplicateWindowMilliseconds);
        await log.append(['a', 'b'].map(known));
        clock.advance(1);
        await log.append(['a', 'b'].map(known));
        expect(await all(log)).toEqual(['a', 'b', 'a']);
      });
    });

    describe('arrival', () => {
      it('is the clock', async ({ skip }) => {
        const clock = harness.clock ?? skip();
        await log.append([event('a')]);
        clock.advance(5);
        await log.append([event('b'), event('c')]);
        const now = clock.now();
        expect((await log.read(1, 3)).map((record) => record.arrival)).toEqual([now - 5, now, now]);
      });

      it('never goes back when the clock does, not even after a trim and another start', async ({ skip }) => {
        const clock = harness.clock ?? skip();
        const start = clock.now();
        await log.append([event('a')]);
        clock.advance(-10_000);
        await log.append([event('b')]);
        await log.trim({ ...FOREVER, bytes: 0 }, 2);
        const again = await (await harness.reopen()).open(NAME);
        await again.append([event('c')]);
        clock.advance(10_001);
        await again.append([event('d')]);
        expect((await again.read(1, 9)).map((record) => record.arrival)).toEqual([start, start, start + 1]);
      });
    });

    describe('tail', () => {
      it('is the newest result', async () => {
        await log.append([result(3, 0), result(3, 1)]);
        expect(await log.tail()).toMatchObject({ input: 3, index: 1 });
        await log.append([result(9, 0)]);
        expect(await log.tail()).toMatchObject({ input: 9, index: 0 });
      });

      it('looks past records that are no results', async () => {
        await log.append([result(3, 0), { kind: 'fence', payload: Buffer.from('epoch 2') }]);
        await log.append([event('x')]);
        expect(await log.tail()).toMatchObject({ input: 3, index: 0 });
        const again = await (await harness.reopen()).open(NAME);
        expect(await again.tail()).toMatchObject({ input: 3, index: 0 });
      });

      it('is kept when the result is dropped', async ({ skip }) => {
        if (harness.trimsItself) skip();
        await log.append([result(3, 0), { kind: 'fence', payload: Buffer.from('epoch 2') }]);
        expect(await log.trim({ ...FOREVER, bytes: 0 }, 2)).toBe(1);
        expect(await log.tail()).toMatchObject({ input: 3, index: 0 });
      });
    });

    describe('ack', () => {
      it('never moves back', async () => {
        const input = await harness.store.open(INPUT);
        await input.append(['a', 'b', 'c'].map(keyed));
        await input.own(1, 0);
        await readAll(input, 3);
        await input.ack(2);
        await input.ack(1);
        await expect.poll(() => input.acked()).toBe(2);
        const again = await (await harness.reopen()).open(INPUT);
        expect(await again.acked()).toBe(2);
        await again.own(2, 2);
        position.set(again, 2);
        await readAll(again, 3);
        await again.ack(3);
        await expect.poll(() => again.acked()).toBe(3);
      });

      it('reads as the owner all that follows, once each', async () => {
        const input = await harness.store.open(INPUT);
        await input.append(['a', 'b', 'c'].map(keyed));
        await input.own(1, 1);
        position.set(input, 1);
        expect(texts(await readAll(input, 3))).toEqual(['b', 'c']);
        await input.append([keyed('d')]);
        expect(texts(await readAll(input, 4))).toEqual(['d']);
        expect(await input.read(5, 10)).toEqual([]);
      });
    });

    describe('trim', () => {
      beforeEach(({ skip }) => {
        if (harness.trimsItself) skip();
      });

      const ten = Array.from({ length: 10 }, (_, i) => event(`record ${i}`)); // 8 bytes each

      it('drops nothing that retention keeps', async () => {
        await log.append(ten);
        expect(await log.trim({ bytes: 80, age: 1000 }, 10)).toBe(0);
        expect(await log.bounds()).toEqual({ first: 1, last: 10 });
      });

      it('drops the oldest while the log holds too many bytes', async () => {
        await log.append(ten);
        expect(await log.trim({ ...FOREVER, bytes: 40 }, 10)).toBe(5);
        expect(await log.bounds()).toEqual({ first: 6, last: 10 });
        expect(sequences(await log.read(1, 3))).toEqual([6, 7, 8]);
        expect(await log.trim({ ...FOREVER, bytes: 40 }, 10)).toBe(0);
        await log.append([event('12345678')]);
        expect(await log.trim({ ...FOREVER, bytes: 40 }, 11)).toBe(1);
      });

      it('drops what is too old', async ({ skip }) => {
        const clock = harness.clock ?? skip();
        await log.append(ten);
        clock.advance(1000);
        await log.append(ten);
        expect(await log.trim({ ...FOREVER, age: 1000 }, 20)).toBe(0);
        clock.advance(1);
        expect(await log.trim({ ...FOREVER, age: 1000 }, 20)).toBe(10);
      });

      it('never drops a record after the floor', async () => {
        await log.append(ten);
        expect(await log.trim({ bytes: 0, age: 0 }, 3)).toBe(3);
        expect(await log.trim({ bytes: 0, age: 0 }, 0)).toBe(0);
        expect(await log.bounds()).toEqual({ first: 4, last: 10 });
      });

      it('never drops the newest record', async () => {
        await log.append(ten);
        expect(await log.trim({ bytes: 0, age: 0 }, 99)).toBe(9);
        expect(await log.bounds()).toEqual({ first: 10, last: 10 });
      });

      it('goes on numbering after it', async () => {
        await log.append(ten);
        await log.trim({ bytes: 0, age: 0 }, 10);
        const again = await (await harness.reopen()).open(NAME);
        expect(await again.append([event('next')], { expectedLast: 10 })).toBe(11);
        expect(sequences(await again.read(1, 10))).toEqual([10, 11]);
      });

      it('drops many', async () => {
        for (let i = 0; i < 3; i++) await log.append(Array.from({ length: 1000 }, () => event('12345678')));
        expect(await log.trim({ ...FOREVER, bytes: 8 * 50 }, 3000)).toBe(2950);
        expect(await log.bounds()).toEqual({ first: 2951, last: 3000 });
      });

      it('does nothing to an empty log', async () => {
        expect(await log.trim({ bytes: 0, age: 0 }, 0)).toBe(0);
        expect(await log.bounds()).toEqual({ first: 1, last: 0 });
      });
    });

    describe('wait', () => {
      it('resolves at once when the record is there', async () => {
        await log.append([event('a')]);
        await log.wait(0, Number.MAX_SAFE_INTEGER, NEVER);
      });

      it('wakes when the same handle appends', async () => {
        const waiting = log.wait(0, 20_000, NEVER);
        await log.append([event('a')]);
        await waiting;
        expect(await log.read(1, 1)).toHaveLength(1);
      });

      it('wakes when another handle appends', async () => {
        const other = await harness.store.open(NAME);
        const waiting = log.wait(1, 20_000, NEVER);
        await other.append([event('a')]);
        await other.append([event('b')]);
        await waiting;
        expect(await log.bounds()).toEqual({ first: 1, last: 2 });
      });

      it('ends after its timeout', async () => {
        // It may wake early, and does while what it waits by is being made; not again and again.
        let longest = 0;
        for (let i = 0; i < 20 && longest <= 25; i++) {
          const start = performance.now();
          await log.wait(0, 30, NEVER);
          longest = performance.now() - start;
        }
        expect(longest).toBeGreaterThan(25);
        await log.wait(0, 0, NEVER);
      });

      it('ends when it is aborted, then and before', async () => {
        const controller = new AbortController();
        const waiting = log.wait(0, 20_000, controller.signal);
        controller.abort();
        await waiting;
        await log.wait(0, 20_000, controller.signal);
      });

      it('ends when the log is closed', async () => {
        const waiting = log.wait(0, 20_000, NEVER);
        await log.close();
        await waiting;
      });

      it('wakes every reader', async () => {
        const other = await harness.store.open(NAME);
        const waits = [log, log, other].map((reader) => reader.wait(0, 20_000, NEVER));
        await log.append([event('a')]);
        await Promise.all(waits);
      });
    });
  });
}
