import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { checkpointPath } from '../../../connectors/sqlite/paths.ts';
import { SqliteSnapshotStore } from '../../../connectors/sqlite/snapshot-store.ts';
import { removeFolder, temporaryFolder } from './harness.ts';

const partition = 'customer1/0';
const segment = { partition, epoch: 1, checkpoint: 1, chunk: 0 };
const bytes = Buffer.from('x');
let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => removeFolder(folder));

it('reads checkpoints alone and changes nothing', async () => {
  const owner = new SqliteSnapshotStore(folder);
  await owner.putSegment(segment, bytes);
  await owner.swapManifest(partition, undefined, { writeId: 'one', bytes });
  await owner.close();
  const before = readFileSync(checkpointPath(folder, partition));

  const reader = new SqliteSnapshotStore(folder, { readOnly: true });
  expect((await reader.readManifest(partition))?.writeId).toBe('one');
  expect(await reader.getSegment(segment)).toEqual(Uint8Array.from(bytes));
  const next = { writeId: 'two', bytes };
  await expect(reader.swapManifest(partition, 'one', next)).rejects.toMatchObject({ code: 'folder-unusable' });
  await expect(reader.putSegment(segment, bytes)).rejects.toMatchObject({ code: 'folder-unusable' });
  await expect(reader.dropCheckpoint(segment)).rejects.toMatchObject({ code: 'folder-unusable' });
  await reader.close();
  expect(readFileSync(checkpointPath(folder, partition))).toEqual(before);
});

it('finds nothing, and makes nothing, where no checkpoint was taken', async () => {
  const reader = new SqliteSnapshotStore(folder, { readOnly: true });
  expect(await reader.readManifest(partition)).toBeUndefined();
  expect(await reader.getSegment(segment)).toBeUndefined();
  expect(await reader.listCheckpoints(partition)).toEqual([]);
  expect(() => readFileSync(checkpointPath(folder, partition))).toThrow('ENOENT');
});
