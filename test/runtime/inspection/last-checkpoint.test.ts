import { expect, test } from 'vitest';
import { MemorySnapshotStore } from '../../../connectors/memory/snapshot-store.ts';
import { checksum, pack } from '../../../runtime/base/codec.ts';
import type { Manifest } from '../../../runtime/checkpoint/manifest.ts';
import { checkSegments, readLastCheckpoint } from '../../../runtime/inspection/last-checkpoint.ts';

const NAME = 'customer1/0';
const segment = Buffer.from('a segment');

function manifest(checkpoint: number): Manifest {
  const reference = { epoch: 1, checkpoint, chunk: 0, length: segment.length, checksum: checksum(segment) };
  return { epoch: 1, checkpoint, segments: [reference] } as unknown as Manifest;
}

/** A store with a row of manifests, newest first, and their segments; a broken one does not match its checksum. */
async function storeWith(...rows: readonly { number: number; broken?: true }[]): Promise<MemorySnapshotStore> {
  const store = new MemorySnapshotStore();
  const manifests = rows.map(({ number, broken }) => {
    const bytes = pack(manifest(number));
    return [checksum(bytes) + (broken ? 1 : 0), bytes];
  });
  await store.swapManifest(NAME, undefined, { writeId: 'one', bytes: pack([7, 'owner', manifests]) });
  for (const { number } of rows) {
    await store.putSegment({ partition: NAME, epoch: 1, checkpoint: number, chunk: 0 }, segment);
  }
  return store;
}

const read = async (store: MemorySnapshotStore) =>
  await readLastCheckpoint(store, NAME, (one) => checkSegments(store, NAME, one));

test('the newest of several whole checkpoints is read', async () => {
  const last = await read(await storeWith({ number: 3 }, { number: 2 }));
  expect(last).toMatchObject({ epoch: 7, found: { manifest: { checkpoint: 3 } }, notes: [] });
});

test('a partition without any has none', async () => {
  expect(await read(new MemorySnapshotStore())).toEqual({ epoch: 0, found: undefined, notes: [] });
});

test('broken manifests and missing segments are passed over, each with a note', async () => {
  const store = await storeWith({ number: 4, broken: true }, { number: 3 }, { number: 2 });
  await store.dropCheckpoint({ partition: NAME, epoch: 1, checkpoint: 3 });
  const last = await read(store);
  expect(last.found?.manifest.checkpoint).toBe(2);
  expect(last.notes).toEqual([
    'a checkpoint cannot be used: its manifest does not match its checksum',
    expect.stringMatching(/^checkpoint 3 cannot be used: segment-damaged: segment 1\/3\/0 is missing or damaged, /),
  ]);
  await store.dropCheckpoint({ partition: NAME, epoch: 1, checkpoint: 2 });
  expect(await read(store)).toMatchObject({ epoch: 7, found: undefined, notes: { length: 3 } });
});

test('a fault of the program is no damaged checkpoint', async () => {
  const store = await storeWith({ number: 1 });
  const fault = async () => {
    throw new TypeError('cannot read x');
  };
  await expect(readLastCheckpoint(store, NAME, fault)).rejects.toThrow('cannot read x');
});
