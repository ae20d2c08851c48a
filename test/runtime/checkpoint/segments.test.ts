import { expect, test } from 'vitest';
import { MemorySnapshotStore } from '../../../connectors/memory/snapshot-store.ts';
import { checksum } from '../../../runtime/base/codec.ts';
import { limits } from '../../../runtime/base/limits.ts';
import { type LoadProgress, load } from '../../../runtime/checkpoint/load.ts';
import type { Manifest, SegmentReference } from '../../../runtime/checkpoint/manifest.ts';
import { framesOf, SegmentWriter } from '../../../runtime/checkpoint/segments.ts';
import type { EncodedActor } from '../../../runtime/partition/actor-codec.ts';
import { tenantOf } from '../../support/process/tenant.ts';
import { partitionOf } from '../../support/reference/run.ts';

const settings = tenantOf('analytics: [{ use: global-statistics }]');
const head = partitionOf({ settings }).freeze(true, () => undefined).head;

/** An actor that has taken so many events. */
function actor(key: string, events: number): EncodedActor {
  return [key, [events, events, 0, 0, 0, 0], [[events, 0, 0, 0, 0, 0]], [], null];
}

/** A store with checkpoints one after the other, each of some segments. */
class Chain {
  readonly snapshots = new MemorySnapshotStore();
  readonly references: SegmentReference[] = [];

  async add(checkpoint: number, segments: readonly Uint8Array[]): Promise<void> {
    for (const [chunk, bytes] of segments.entries()) {
      await this.snapshots.putSegment({ partition: 't/0', epoch: 1, checkpoint, chunk }, bytes);
      this.references.push({ epoch: 1, checkpoint, chunk, length: bytes.length, checksum: checksum(bytes) });
    }
  }

  async load(options: { loaded?: (progress: LoadProgress) => void; stop?: AbortSignal } = {}) {
    const manifest = { head, segments: this.references, actors: 3 } as unknown as Manifest;
    const makePartition = async () => partitionOf({ settings });
    return await load({ partition: 't/0', snapshots: this.snapshots, makePartition, ...options }, manifest);
  }
}

function packed(actors: readonly EncodedActor[], removed: readonly string[] = []): Uint8Array[] {
  const writer = new SegmentWriter(removed);
  for (const one of actors) writer.add(one);
  writer.end();
  return [...writer.take()];
}

test('removed keys are packed bit by bit, and a million of them make no segment too large', () => {
  const writer = new SegmentWriter(Array.from({ length: 1_000_000 }, (_, i) => `116111500${i}-141-312`));
  let steps = 0;
  while (writer.packRemoved()) steps++;
  writer.end();
  const segments = writer.take();
  expect(steps).toBeGreaterThan(1000);
  let removed = 0;
  for (const segment of segments) {
    expect(segment.length).toBeLessThan(limits.segmentBytes * 1.1);
    for (const frame of framesOf(segment)) removed += frame.removed.length;
  }
  expect(removed).toBe(1_000_000);
});

test('a key that was removed and came back stays, whatever segment of its checkpoint says that it was removed', async () => {
  const chain = new Chain();
  await chain.add(1, packed([actor('1-1-1', 5), actor('2-2-2', 5), actor('3-3-3', 5)]));
  // The actor stands before the word that its key was removed, and that in another segment.
  await chain.add(2, [...packed([actor('1-1-1', 1)]), ...packed([], ['1-1-1', '2-2-2'])]);
  const partition = await chain.load();
  const { table } = partition.state;
  const found = new Map(table.slots().map((slot) => [table.keyOf(slot), table.figuresOf(slot).events]));
  expect(found).toEqual(
    new Map([
      ['1-1-1', 1],
      ['3-3-3', 5],
    ]),
  );
});

test('tells how far it is after each segment, and gives up when it is told to', async () => {
  const chain = new Chain();
  await chain.add(1, packed([actor('1-1-1', 5), actor('2-2-2', 5)]));
  await chain.add(2, packed([actor('3-3-3', 5)]));
  const told: LoadProgress[] = [];
  await chain.load({ loaded: (progress) => told.push(progress) });
  const [older, newer] = chain.references.map(({ length }) => length) as [number, number];
  const ofBytes = older + newer;
  expect(told).toEqual([
    { actors: 1, ofActors: 3, bytes: newer, ofBytes },
    { actors: 3, ofActors: 3, bytes: ofBytes, ofBytes },
  ]);
  await expect(chain.load({ stop: AbortSignal.abort() })).rejects.toThrow('aborted');
});
