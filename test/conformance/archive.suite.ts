import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Archive, type HourlyRollup, OLDER, type Period, type RawEvent } from '../../connectors/archive.ts';

/** What an implementation gives the suite: an empty archive, and the same data opened again. */
export interface ArchiveHarness {
  readonly archive: Archive;
  /** Closes the archive and opens it again on the same data. */
  reopen(): Promise<Archive>;
  /** Closes whatever is open and removes what was stored. */
  cleanup(): Promise<void>;
}

const HOUR = 3_600_000;
const DAY = Date.UTC(2017, 1, 19);
const WHOLE_DAY: Period = { from: DAY, to: DAY + 24 * HOUR };
const TENANT = 'customer1';

function rollup(part: Partial<HourlyRollup>): HourlyRollup {
  return { station: 1, sensor: 1, alarm: 1, hour: DAY, events: 1, activations: 1, ...part };
}

async function pages(archive: Archive, period: Period, partition = 0): Promise<(readonly RawEvent[])[]> {
  const found: (readonly RawEvent[])[] = [];
  for await (const page of archive.events(TENANT, partition, period)) found.push(page);
  return found;
}

async function rollups(archive: Archive, period: Period, tenant = TENANT): Promise<HourlyRollup[]> {
  const found: HourlyRollup[] = [];
  for await (const page of archive.rollups(tenant, period)) {
    expect(page.length).toBeGreaterThan(0);
    found.push(...page);
  }
  return found;
}

function inOrder(rows: readonly HourlyRollup[]): HourlyRollup[] {
  return rows.toSorted((a, b) => a.events - b.events);
}

/** Every duty that the contract of the archive states, held against one implementation. */
export function archiveSuite(name: string, open: () => Promise<ArchiveHarness>): void {
  describe(`archive: ${name}`, () => {
    let harness: ArchiveHarness;
    let archive: Archive;

    beforeEach(async () => {
      harness = await open();
      archive = harness.archive;
    });
    afterEach(() => harness.cleanup());

    describe('roll-ups', () => {
      it('tell how many places have been read of how many', async () => {
        const many = Array.from({ length: 2500 }, (_, alarm) => rollup({ alarm }));
        await archive.putRollups(TENANT, 0, 1, many);
        await archive.putRollups(TENANT, 0, 2, [rollup({ hour: DAY + HOUR }), rollup({ hour: DAY + 5 * HOUR })]);
        await archive.putRollups(TENANT, 1, 1, [rollup({ hour: DAY + 2 * HOUR })]);
        const seen: (readonly [number, number])[] = [];
        let rows = 0;
        const told = (done: number, of: number) => seen.push([done, of]);
        for await (const page of archive.rollups(TENANT, WHOLE_DAY, { told })) rows += page.length;
        expect(rows).toBe(2503);
        expect(seen[0]?.[0]).toBe(0);
        const [done, of] = seen.at(-1) ?? [0, 0];
        expect(of).toBeGreaterThan(0);
        expect(done).toBe(of);
        expect(seen.map(([at]) => at)).toEqual(seen.map(([at]) => at).toSorted((a, b) => a - b));
        expect(new Set(seen.map(([, all]) => all))).toEqual(new Set([of]));
        const none: unknown[] = [];
        const nobody = archive.rollups('nobody', WHOLE_DAY, { told: (...counted) => none.push(counted) });
        for await (const page of nobody) none.push(page);
        expect(none).toEqual([[0, 0]]);
      });

      it('of one station are among those that come when it is asked for', async () => {
        await archive.putRollups(
          TENANT,
          0,
          1,
          [1, 2, 3].map((station) => rollup({ station })),
        );
        const found: HourlyRollup[] = [];
        for await (const page of archive.rollups(TENANT, WHOLE_DAY, { station: 2 })) found.push(...page);
        expect(found).toContainEqual(rollup({ station: 2 }));
      });

      const total = async (): Promise<number | undefined> =>
        (await archive.topAlarms(TENANT, WHOLE_DAY, 1))[0]?.activations;

      it('are absolute: the newer value replaces the older one', async () => {
        await archive.putRollups(TENANT, 0, 10, [rollup({ activations: 5 })]);
        await archive.putRollups(TENANT, 0, 20, [rollup({ activations: 7 })]);
        expect(await total()).toBe(7);
      });

      it('of an older sequence never win', async () => {
        await archive.putRollups(TENANT, 0, 5, [rollup({ activations: 6 })]);
        await archive.putRollups(TENANT, 0, 20, [rollup({ activations: 7 })]);
        await archive.putRollups(TENANT, 0, 10, [rollup({ activations: 9 })]);
        await archive.putRollups(TENANT, 0, 20, [rollup({ activations: 7 })]);
        expect(await total()).toBe(7);
        archive = await harness.reopen();
        await archive.putRollups(TENANT, 0, 19, [rollup({ activations: 9 })]);
        expect(await total()).toBe(7);
      });

      it('may shrink under a newer sequence', async () => {
        await archive.putRollups(TENANT, 0, 10, [rollup({ activations: 5 })]);
        await archive.putRollups(TENANT, 0, 20, [rollup({ activations: 2 })]);
        expect(await total()).toBe(2);
      });

      it('are kept by partition and add up over them', async () => {
        await archive.putRollups(TENANT, 0, 100, [rollup({ activations: 5 })]);
        await archive.putRollups(TENANT, 1, 7, [rollup({ activations: 6 })]);
        expect(await total()).toBe(11);
      });

      it('are kept by key and hour', async () => {
        const others = [{ station: 2 }, { sensor: 2 }, { alarm: 2 }, { hour: DAY + HOUR }];
        await archive.putRollups(TENANT, 0, 1, [rollup({}), ...others.map(rollup)]);
        const rows = await archive.activeHours(TENANT, WHOLE_DAY);
        expect(rows.slice(0, 2).map((row) => row.activations)).toEqual([4, 1]);
      });

      it('are kept by tenant', async () => {
        await archive.putRollups('customer2', 0, 1, [rollup({ activations: 5 })]);
        expect(await total()).toBeUndefined();
      });

      it('of an older sequence never win, in whatever order writes arrive', async () => {
        const writes = Array.from({ length: 30 }, (_, i) => ((i + 1) * 12) % 31);
        await Promise.all(
          writes.map(async (at) => await archive.putRollups(TENANT, 0, at, [rollup({ activations: (at * 11) % 31 })])),
        );
        expect(await total()).toBe((30 * 11) % 31);
      });

      it('come back whole, page by page, each once', async () => {
        const many = Array.from({ length: 2500 }, (_, i) =>
          rollup({
            station: i % 50,
            sensor: Math.floor(i / 50),
            hour: DAY + (i % 3) * HOUR,
            events: i,
            activations: 1,
          }),
        );
        await archive.putRollups(TENANT, 0, 1, many.slice(0, 2000));
        await archive.putRollups(TENANT, 1, 1, [...many.slice(2000), rollup({ hour: DAY + 24 * HOUR })]);
        expect(inOrder(await rollups(archive, WHOLE_DAY))).toEqual(inOrder(many));
        expect(await rollups(archive, { from: DAY + 25 * HOUR, to: DAY + 48 * HOUR })).toEqual([]);
        expect(await rollups(archive, WHOLE_DAY, 'nobody')).toEqual([]);
      });

      it('of older events are in no hour', async () => {
        await archive.putRollups(TENANT, 0, 3, [rollup({ hour: OLDER, events: 9, activations: 5 })]);
        await archive.putRollups(TENANT, 0, 2, [rollup({ hour: OLDER, events: 8, activations: 8 }), rollup({})]);
        expect(await archive.topAlarms(TENANT, { from: -DAY, to: 2 * DAY }, 5)).toEqual([{ name: 1, activations: 1 }]);
        const older = await rollups(archive, { from: OLDER, to: OLDER + 1 });
        expect(older).toEqual([rollup({ hour: OLDER, events: 9, activations: 5 })]);
      });

      it('may be of keys that have words, which come after the numbers', async () => {
        const named = rollup({ station: 'Zug_7', sensor: '0141', alarm: 'b', events: 4 });
        await archive.putRollups(TENANT, 0, 1, [
          named,
          rollup({ alarm: 'a' }),
          rollup({ alarm: 10 }),
          rollup({ alarm: 9 }),
        ]);
        const ranking = await archive.topAlarms(TENANT, WHOLE_DAY, 5);
        expect(ranking.map(({ name }) => name)).toEqual([9, 10, 'a', 'b']);
        expect(await archive.topStations(TENANT, WHOLE_DAY, 5, '0141')).toEqual([{ name: 'Zug_7', activations: 1 }]);
        expect(await archive.topStations(TENANT, WHOLE_DAY, 5, 141)).toEqual([]);
        expect(await archive.sensorAlarms(TENANT, WHOLE_DAY, 5, 'Zug_7')).toEqual([{ name: '0141', activations: 1 }]);
        expect((await archive.activeHours(TENANT, WHOLE_DAY, 'b'))[0]).toEqual({ name: 0, activations: 1 });
        expect(await rollups(archive, WHOLE_DAY)).toContainEqual(named);
      });

      it('may be none', async () => {
        await archive.putRollups(TENANT, 0, 1, []);
        await archive.putEvents(TENANT, 0, []);
        expect(await total()).toBeUndefined();
      });
    });

    it('drops all of a tenant, and nothing of another', async () => {
      for (const tenant of [TENANT, 'customer2']) {
        await archive.putRollups(tenant, 0, 1, [rollup({ activations: 3 })]);
        await archive.putRollups(tenant, 1, 1, [rollup({ activations: 4, hour: DAY + 13 * HOUR })]);
        await archive.putEvents(tenant, 0, [{ sequence: 1, index: 0, time: DAY, payload: Buffer.from('a') }]);
      }
      await archive.remove(TENANT);
      await archive.remove('customer3');
      expect(await archive.topAlarms(TENANT, WHOLE_DAY, 10)).toEqual([]);
      for await (const page of archive.events(TENANT, 0, WHOLE_DAY)) expect(page).toEqual([]);
      expect(await archive.topAlarms('customer2', WHOLE_DAY, 10)).toMatchObject([{ activations: 7 }]);
      const found: RawEvent[] = [];
      for await (const page of archive.events('customer2', 0, WHOLE_DAY)) found.push(...page);
      expect(found).toHaveLength(1);
    });

    describe('reports', () => {
      beforeEach(async () => {
        await archive.putRollups(TENANT, 0, 1, [
          rollup({ station: 10, sensor: 1, alarm: 100, activations: 3 }),
          rollup({ station: 10, sensor: 2, alarm: 9, activations: 4, hour: DAY + 13 * HOUR }),
          rollup({ station: 9, sensor: 1, alarm: 9, activations: 3, hour: DAY + 13 * HOUR }),
          rollup({ station: 11, sensor: 3, alarm: 7, activations: 0, events: 8 }),
          rollup({ station: 11, sensor: 2, alarm: 300, activations: 2, hour: DAY + 23 * HOUR }),
          rollup({ station: 11, sensor: 3, alarm: 55, activations: 50, hour: DAY - HOUR }),
          rollup({ station: 11, sensor: 3, alarm: 55, activations: 50, hour: DAY + 24 * HOUR }),
        ]);
        await archive.putRollups(TENANT, 3, 1, [
          rollup({ station: 2 ** 53 - 1, sensor: 1, alarm: 100, activations: 1 }),
          rollup({ station: 11, sensor: 1, alarm: 100, activations: 3 }),
        ]);
      });

      it('top-alarms: most first, then by name', async () => {
        expect(await archive.topAlarms(TENANT, WHOLE_DAY, 10)).toEqual([
          { name: 9, activations: 7 },
          { name: 100, activations: 7 },
          { name: 300, activations: 2 },
        ]);
        expect(await archive.topAlarms(TENANT, WHOLE_DAY, 1)).toEqual([{ name: 9, activations: 7 }]);
      });

      it('top-stations: of all sensors', async () => {
        expect(await archive.topStations(TENANT, WHOLE_DAY, 3)).toEqual([
          { name: 10, activations: 7 },
          { name: 11, activations: 5 },
          { name: 9, activations: 3 },
        ]);
      });

      it('top-stations: of one sensor, with ties by name', async () => {
        expect(await archive.topStations(TENANT, WHOLE_DAY, 10, 1)).toEqual([
          { name: 9, activations: 3 },
          { name: 10, activations: 3 },
          { name: 11, activations: 3 },
          { name: 2 ** 53 - 1, activations: 1 },
        ]);
        expect(await archive.topStations(TENANT, WHOLE_DAY, 10, 99)).toEqual([]);
      });

      it('sensor-alarms: of one station', async () => {
        expect(await archive.sensorAlarms(TENANT, WHOLE_DAY, 10, 10)).toEqual([
          { name: 2, activations: 4 },
          { name: 1, activations: 3 },
        ]);
        expect(await archive.sensorAlarms(TENANT, WHOLE_DAY, 10, 12)).toEqual([]);
      });

      it('active-hours: always 24 rows', async () => {
        const rows = await archive.activeHours(TENANT, WHOLE_DAY);
        expect(rows.map((row) => row.name)).toEqual(Array.from({ length: 24 }, (_, i) => i));
        expect(rows.filter((row) => row.activations > 0)).toEqual([
          { name: 0, activations: 7 },
          { name: 13, activations: 7 },
          { name: 23, activations: 2 },
        ]);
        expect(await archive.activeHours('nobody', WHOLE_DAY)).toHaveLength(24);
      });

      it('active-hours: of one alarm, over several days', async () => {
        const rows = await archive.activeHours(TENANT, { from: DAY - 24 * HOUR, to: DAY + 48 * HOUR }, 55);
        expect(rows.filter((row) => row.activations > 0)).toEqual([
          { name: 0, activations: 50 },
          { name: 23, activations: 50 },
        ]);
      });

      it('active-hours: before 1970 too', async () => {
        await archive.putRollups(TENANT, 0, 2, [rollup({ hour: -HOUR, activations: 4 })]);
        const rows = await archive.activeHours(TENANT, { from: -24 * HOUR, to: 0 });
        expect(rows).toHaveLength(24);
        expect(rows[23]).toEqual({ name: 23, activations: 4 });
      });
    });

    describe('raw events', () => {
      const raw = (sequence: number, index: number, time: number, text = `${sequence}/${index}`): RawEvent => ({
        sequence,
        index,
        time,
        payload: Buffer.from(text),
      });

      it('come back by sequence and index, within the period', async () => {
        await archive.putEvents(TENANT, 0, [
          raw(2, 1, DAY + 5),
          raw(2, 0, DAY),
          raw(10, 0, DAY + 1),
          raw(1, 0, DAY - 1),
        ]);
        await archive.putEvents(TENANT, 0, [raw(3, 0, DAY + HOUR), raw(4, 0, DAY + HOUR - 1)]);
        await archive.putEvents(TENANT, 1, [raw(2, 7, DAY)]);
        const [page = [], ...more] = await pages(archive, { from: DAY, to: DAY + HOUR });
        expect(more).toEqual([]);
        expect(page.map((event) => [event.sequence, event.index, event.time - DAY])).toEqual([
          [2, 0, 0],
          [2, 1, 5],
          [4, 0, HOUR - 1],
          [10, 0, 1],
        ]);
        expect(page.map((event) => Buffer.from(event.payload).toString())).toEqual(['2/0', '2/1', '4/0', '10/0']);
      });

      it('come back by sequence and index although their days lie between each other', async () => {
        const many = Array.from({ length: 60 }, (_, i) =>
          raw(1 + Math.floor(i / 2) * 3000, i % 2, DAY + ((i * 7) % 5) * 12 * HOUR),
        );
        await archive.putEvents(TENANT, 0, many.toReversed());
        const found = (await pages(archive, { from: DAY, to: DAY + 36 * HOUR })).flat();
        const wanted = many.filter(({ time }) => time < DAY + 36 * HOUR);
        expect(found.map(({ sequence, index }) => [sequence, index])).toEqual(
          wanted.map(({ sequence, index }) => [sequence, index]),
        );
      });

      it('are one when written twice', async () => {
        await archive.putEvents(TENANT, 0, [raw(1, 0, DAY)]);
        await archive.putEvents(TENANT, 0, [raw(1, 0, DAY), raw(1, 1, DAY)]);
        expect((await pages(archive, WHOLE_DAY)).flat()).toHaveLength(2);
      });

      it('come page by page, each once', async () => {
        const many = Array.from({ length: 2000 }, (_, i) => raw(Math.floor(i / 3) + 1, i % 3, DAY + (i % 7)));
        await archive.putEvents(TENANT, 0, many);
        expect((await pages(archive, WHOLE_DAY)).every((page) => page.length > 0)).toBe(true);
        await archive.putEvents(TENANT, 0, [raw(5000, 0, DAY)]);
        const found = await pages(archive, WHOLE_DAY);
        expect(found.length).toBeGreaterThan(1);
        expect(found.flat().map((event) => `${event.sequence}/${event.index}`)).toEqual([
          ...many.map((event) => `${event.sequence}/${event.index}`),
          '5000/0',
        ]);
      });

      it('may be none', async () => {
        expect(await pages(archive, WHOLE_DAY)).toEqual([]);
        expect(await pages(archive, WHOLE_DAY, 5)).toEqual([]);
      });
    });
  });
}
