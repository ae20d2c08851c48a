import { expect, test } from 'vitest';
import { type Log, MERGE } from '../../../connectors/log.ts';
import { MemoryArchive } from '../../../connectors/memory/archive.ts';
import { MemoryLogStore } from '../../../connectors/memory/log-store.ts';
import { MemorySnapshotStore } from '../../../connectors/memory/snapshot-store.ts';
import { systemClock } from '../../../runtime/base/clock.ts';
import { readReport } from '../../../runtime/batch/batch-record.ts';
import type { ReportTrigger } from '../../../runtime/batch/report-triggers.ts';
import { encodeRow, type Manifest } from '../../../runtime/checkpoint/manifest.ts';
import { DueReports } from '../../../runtime/threads/due-reports.ts';
import { until } from '../../support/process/until.ts';

const TRIGGER: ReportTrigger = {
  input: 5,
  index: 1,
  reports: ['top-alarms', 'sensor-alarms'],
  period: { from: 0, to: 3_600_000 },
  limit: 10,
  station: 9,
};

/** What counts the looks at a partition's checkpoints. */
class Looks extends MemorySnapshotStore {
  readonly seen: string[] = [];

  override async readManifest(name: string) {
    this.seen.push(name);
    return await super.readManifest(name);
  }
}

/** An archive that fails so many times. */
class Failing extends MemoryArchive {
  passes = 0;
  failures = 0;

  override rollups(...args: Parameters<MemoryArchive['rollups']>) {
    this.passes++;
    if (this.failures-- > 0) throw new Error('the archive is away');
    return super.rollups(...args);
  }
}

class Scene {
  readonly logs = new MemoryLogStore(systemClock);
  readonly snapshots = new Looks();
  readonly archive = new Failing();
  readonly warnings: string[] = [];
  readonly reports: DueReports;
  readonly merged: Log;

  private constructor(merged: Log) {
    this.merged = merged;
    const open = async (partition: number) => await this.input(partition);
    const { archive, snapshots, warnings } = this;
    const warn = (message: string) => void warnings.push(message);
    this.reports = new DueReports({ tenant: 't', count: 2, archive, snapshots, open, input: merged, warn });
  }

  /** Two partitions whose logs have 3 and 4 records, and an archive of one event. */
  static async open(): Promise<Scene> {
    const scene = new Scene(await new MemoryLogStore(systemClock).open({ ...NAME, partition: MERGE }));
    for (const [partition, records] of [3, 4].entries()) {
      const log = await scene.input(partition);
      for (let i = 0; i < records; i++) await log.append([{ kind: 'event', payload: Buffer.from('x') }]);
    }
    const rollup = { station: 9, sensor: 141, alarm: 1, hour: 0, events: 1, activations: 1 };
    await scene.archive.putRollups('t', 0, 1, [rollup]);
    return scene;
  }

  async input(partition: number): Promise<Log> {
    return await this.logs.open({ ...NAME, partition });
  }

  async checkpoint(partition: number, sequence: number): Promise<void> {
    const manifest = { head: { sequence } } as Manifest;
    const cell = {
      writeId: `${sequence}`,
      bytes: encodeRow({ epoch: 1, owner: 'o', manifests: [manifest] }, '').bytes,
    };
    const before = await this.snapshots.readManifest(`t/${partition}`);
    await this.snapshots.swapManifest(`t/${partition}`, before?.writeId, cell);
  }

  /** The records that it has appended, once there are so many. */
  async sent(count: number) {
    const records = await until(`${count} reports`, async () => {
      const found = await this.merged.read(1, 100);
      return found.length >= count && found;
    });
    return records.map(({ payload }) => readReport(payload));
  }
}

const NAME = { tenant: 't', count: 2, direction: 'input' } as const;

test('a report waits until every partition has a checkpoint of all that was in its log', async () => {
  const scene = await Scene.open();
  await scene.checkpoint(0, 3);
  await scene.checkpoint(1, 3);
  scene.reports.step([TRIGGER]);
  const looks = () => scene.snapshots.seen.filter((name) => name === 't/1').length;
  const before = looks();
  await until('two more looks', () => looks() >= before + 2);
  expect([scene.archive.passes, (await scene.merged.bounds()).last]).toEqual([0, 0]);

  await scene.checkpoint(1, 4);
  const sent = await scene.sent(2);
  expect(sent.map((one) => [one?.trigger, one?.report])).toEqual([
    [{ input: 5, index: 1 }, 'top-alarms'],
    [{ input: 5, index: 1 }, 'sensor-alarms'],
  ]);
  const hours = { From: '1970-01-01T00:00:00.000Z', To: '1970-01-01T01:00:00.000Z' };
  const Trigger = { Partition: 'merge', Input: 5, Index: 1 };
  expect(sent.map((one) => JSON.parse(one?.json ?? ''))).toEqual([
    {
      'Message Type': 'Batch Analytics',
      Content: { Report: 'top-alarms', ...hours, Rows: [{ Alarm: 1, Activations: 1 }], Trigger },
    },
    {
      'Message Type': 'Batch Analytics',
      Content: { Report: 'sensor-alarms', ...hours, Rows: [{ Sensor: 141, Activations: 1 }], Station: 9, Trigger },
    },
  ]);
  await scene.reports.close();
});

test('one that failed is tried again, told once; one that was sent is made again only by another owner', async () => {
  const scene = await Scene.open();
  await scene.checkpoint(0, 3);
  await scene.checkpoint(1, 9);
  scene.archive.failures = 2;
  const due = [TRIGGER, { ...TRIGGER, input: 6, reports: ['active-hours'] as const }];
  const records = await until('both are sent', async () => {
    scene.reports.step(due);
    const found = await scene.merged.read(1, 100);
    return found.length >= 3 && found;
  });
  expect(records.map(({ payload }) => readReport(payload)?.report)).toEqual([...TRIGGER.reports, 'active-hours']);
  expect(scene.warnings).toEqual(['a batch report is late, it is tried again: the archive is away']);
  await scene.reports.close();
  expect(scene.archive.passes).toBe(4);
  scene.reports.step(due);
  await scene.reports.close();
  expect((await scene.merged.bounds()).last).toBe(3);
});

test('one that waits is given up when its owner ends', async () => {
  const scene = await Scene.open();
  scene.reports.step([TRIGGER]);
  await until('it waits', () => scene.snapshots.seen.length > 0);
  await scene.reports.close();
  expect([scene.warnings, (await scene.merged.bounds()).last]).toEqual([[], 0]);
});
