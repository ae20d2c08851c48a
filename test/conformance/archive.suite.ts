import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Archive, HourlyRollup, Period, RawEvent } from '../../connectors/archive.ts';

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

      it('may be none', async () => {
        await archive.putRollups(TENANT, 0, 1, []);
        await archive.putEvents(TENANT, 0, []);
        expect(await total()).toBeUndefined();
      });
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

      it('top-alarms: most first, then by number', async () => {
        expect(await archive.topAlarms(TENANT, WHOLE_DAY, 10)).toEqual([
          { number: 9, activations: 7 },
          { number: 100, activations: 7 },
          { number: 300, activations: 2 },
        ]);
        expect(await archive.topAlarms(TENANT, WHOLE_DAY, 1)).toEqual([{ number: 9, activations: 7 }]);
      });

      it('top-stations: of all sensors', async () => {
        expect(await archive.topStations(TENANT, WHOLE_DAY, 3)).toEqual([
          { number: 10, activations: 7 },
          { number: 11, activations: 5 },
          { number: 9, activations: 3 },
        ]);
      });

      it('top-stations: of one sensor, with ties by number', async () => {
        expect(await archive.topStations(TENANT, WHOLE_DAY, 10, 1)).toEqual([
          { number: 9, activations: 3 },
          { number: 10, activations: 3 },
          { number: 11, activations: 3 },
          { number: 2 ** 53 - 1, activations: 1 },
        ]);
        expect(await archive.topStations(TENANT, WHOLE_DAY, 10, 99)).toEqual([]);
      });

      it('sensor-alarms: of one station', async () => {
        expect(await archive.sensorAlarms(TENANT, WHOLE_DAY, 10, 10)).toEqual([
          { number: 2, activations: 4 },
          { number: 1, activations: 3 },
        ]);
        expect(await archive.sensorAlarms(TENANT, WHOLE_DAY, 10, 12)).toEqual([]);
      });

      it('active-hours: always 24 rows', async () => {
        const rows = await archive.activeHours(TENANT, WHOLE_DAY);
        expect(rows.map((row) => row.number)).toEqual(Array.from({ length: 24 }, (_, i) => i));
        expect(rows.filter((row) => row.activations > 0)).toEqual([
          { number: 0, activations: 7 },
          { number: 13, activations: 7 },
          { number: 23, activations: 2 },
        ]);
        expect(await archive.activeHours('nobody', WHOLE_DAY)).toHaveLength(24);
      });

      it('active-hours: of one alarm, over several days', async () => {
        const rows = await archive.activeHours(TENANT, { from: DAY - 24 * HOUR, to: DAY + 48 * HOUR }, 55);
        expect(rows.filter((row) => row.activations > 0)).toEqual([
          { number: 0, activations: 50 },
          { number: 23, activations: 50 },
        ]);
      });

      it('active-hours: before 1970 too', async () => {
        await archive.putRollups(TENANT, 0, 2, [rollup({ hour: -HOUR, activations: 4 })]);
        const rows = await archive.activeHours(TENANT, { from: -24 * HOUR, to: 0 });
        expect(rows).toHaveLength(24);
        expect(rows[23]).toEqual({ number: 23, activations: 4 });
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
