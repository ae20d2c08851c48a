import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SegmentName, SnapshotStore } from '../../connectors/snapshot-store.ts';

/** What an implementation gives the suite: an empty store, and the same data opened again. */
export interface SnapshotHarness {
  readonly store: SnapshotStore;
  /** Closes the store and opens it again on the same data. */
  reopen(): Promise<SnapshotStore>;
  /** Closes whatever is open and removes what was stored. */
  cleanup(): Promise<void>;
}

const PARTITION = 'customer1/0';
const SEGMENT: SegmentName = { partition: PARTITION, epoch: 1, checkpoint: 1, chunk: 0 };

function bytes(text: string): Uint8Array {
  return Buffer.from(text);
}

function text(found: Uint8Array | undefined): string | undefined {
  return found && Buffer.from(found).toString();
}

/** Every duty that the contract of the snapshot store states, held against one implementation. */
export function snapshotStoreSuite(name: string, open: () => Promise<SnapshotHarness>): void {
  describe(`snapshot store: ${name}`, () => {
    let harness: SnapshotHarness;
    let store: SnapshotStore;

    beforeEach(async () => {
      harness = await open();
      store = harness.store;
    });
    afterEach(() => harness.cleanup());

    it('drops all of a partition, and nothing of another', async () => {
      const other = 'customer1/10';
      for (const partition of [PARTITION, other]) {
        await store.putSegment({ ...SEGMENT, partition }, bytes('a'));
        await store.putSegment({ ...SEGMENT, partition, checkpoint: 2, chunk: 3 }, bytes('b'));
        await store.swapManifest(partition, undefined, { writeId: 'w1', bytes: bytes('m') });
      }
      await store.remove(PARTITION);
      await store.remove(PARTITION);
      await store.remove('customer1/2');
      const again = await harness.reopen();
      expect(await again.readManifest(PARTITION)).toBeUndefined();
      expect(await again.listCheckpoints(PARTITION)).toEqual([]);
      expect(await again.getSegment(SEGMENT)).toBeUndefined();
      expect(await again.listCheckpoints(other)).toHaveLength(2);
      expect((await again.readManifest(other))?.writeId).toBe('w1');
    });

    describe('segments', () => {
      it('are given back as they were, also after another start', async () => {
        const large = Uint8Array.from({ length: 1024 * 1024 }, (_, i) => (i * 31) % 251);
        await store.putSegment(SEGMENT, large);
        await store.putSegment({ ...SEGMENT, chunk: 1 }, new Uint8Array(0));
        const again = await harness.reopen();
        expect(Buffer.compare((await again.getSegment(SEGMENT)) ?? bytes(''), large)).toBe(0);
        expect((await again.getSegment({ ...SEGMENT, chunk: 1 }))?.byteLength).toBe(0);
      });

      it('are undefined when they are not there', async () => {
        expect(await store.getSegment(SEGMENT)).toBeUndefined();
        await store.putSegment(SEGMENT, bytes('a'));
        for (const other of [{ partition: 'customer1/1' }, { epoch: 2 }, { checkpoint: 2 }, { chunk: 1 }]) {
          expect(await store.getSegment({ ...SEGMENT, ...other })).toBeUndefined();
        }
      });

      it('are written once: the same bytes pass, others are refused', async () => {
        await store.putSegment(SEGMENT, bytes('a'));
        await store.putSegment(SEGMENT, bytes('a'));
        for (const other of ['b', 'ab', '']) {
          await expect(store.putSegment(SEGMENT, bytes(other))).rejects.toMatchObject({ code: 'segment-exists' });
        }
        expect(text(await store.getSegment(SEGMENT))).toBe('a');
      });

      it('are copies', async () => {
        const mine = Buffer.from('abc');
        await store.putSegment(SEGMENT, mine);
        mine.fill(0);
        (await store.getSegment(SEGMENT))?.fill(0);
        expect(text(await store.getSegment(SEGMENT))).toBe('abc');
      });
    });

    describe('checkpoints', () => {
      it('are listed once each, of one partition, whether a manifest names them or not', async () => {
        for (const [epoch, checkpoint, chunk] of [
          [2, 3, 0],
          [1, 1, 0],
          [1, 1, 1],
          [1, 10, 0],
          [1, 2, 5],
        ] as const) {
          await store.putSegment({ partition: PARTITION, epoch, checkpoint, chunk }, bytes('a'));
        }
        await store.putSegment({ ...SEGMENT, partition: 'customer1/1' }, bytes('a'));
        const listed = (await store.listCheckpoints(PARTITION)).toSorted(
          (a, b) => a.epoch - b.epoch || a.checkpoint - b.checkpoint,
        );
        expect(listed).toEqual([
          { partition: PARTITION, epoch: 1, checkpoint: 1 },
          { partition: PARTITION, epoch: 1, checkpoint: 2 },
          { partition: PARTITION, epoch: 1, checkpoint: 10 },
          { partition: PARTITION, epoch: 2, checkpoint: 3 },
        ]);
        expect(await store.listCheckpoints('customer2/0')).toEqual([]);
      });

      it('are dropped with all their segments and nothing else', async () => {
        await store.putSegment(SEGMENT, bytes('a'));
        await store.putSegment({ ...SEGMENT, chunk: 1 }, bytes('b'));
        await store.putSegment({ ...SEGMENT, checkpoint: 2 }, bytes('c'));
        await store.dropCheckpoint({ partition: PARTITION, epoch: 1, checkpoint: 1 });
        expect(await store.listCheckpoints(PARTITION)).toEqual([{ partition: PARTITION, epoch: 1, checkpoint: 2 }]);
        expect(await store.getSegment(SEGMENT)).toBeUndefined();
        expect(text(await store.getSegment({ ...SEGMENT, checkpoint: 2 }))).toBe('c');
      });

      it('may be dropped when they are not there', async () => {
        await store.dropCheckpoint(SEGMENT);
        await store.dropCheckpoint({ ...SEGMENT, partition: 'nobody/7' });
      });
    });

    describe('manifest', () => {
      it('is undefined before the first', async () => {
        expect(await store.readManifest(PARTITION)).toBeUndefined();
      });

      it('is created only when there is none', async () => {
        expect(await store.swapManifest(PARTITION, undefined, { writeId: 'w1', bytes: bytes('one') })).toBe(true);
        expect(await store.swapManifest(PARTITION, undefined, { writeId: 'w2', bytes: bytes('two') })).toBe(false);
        const cell = await store.readManifest(PARTITION);
        expect([cell?.writeId, text(cell?.bytes)]).toEqual(['w1', 'one']);
      });

      it('is replaced only when the write id is the one expected', async () => {
        expect(await store.swapManifest(PARTITION, 'w0', { writeId: 'w1', bytes: bytes('one') })).toBe(false);
        expect(await store.readManifest(PARTITION)).toBeUndefined();
        await store.swapManifest(PARTITION, undefined, { writeId: 'w1', bytes: bytes('one') });
        expect(await store.swapManifest(PARTITION, 'w0', { writeId: 'w2', bytes: bytes('two') })).toBe(false);
        expect(text((await store.readManifest(PARTITION))?.bytes)).toBe('one');
        expect(await store.swapManifest(PARTITION, 'w1', { writeId: 'w2', bytes: bytes('two') })).toBe(true);
        const again = await harness.reopen();
        const cell = await again.readManifest(PARTITION);
        expect([cell?.writeId, text(cell?.bytes)]).toEqual(['w2', 'two']);
      });

      it('is swapped by one of several', async () => {
        await store.swapManifest(PARTITION, undefined, { writeId: 'w1', bytes: bytes('one') });
        const swaps = Array.from({ length: 5 }, (_, i) =>
          store.swapManifest(PARTITION, 'w1', { writeId: `next${i}`, bytes: bytes(`${i}`) }),
        );
        const outcomes = await Promise.all(swaps);
        expect(outcomes.filter((won) => won)).toHaveLength(1);
        expect((await store.readManifest(PARTITION))?.writeId).toBe(`next${outcomes.indexOf(true)}`);
      });

      it('is one a partition', async () => {
        await store.swapManifest(PARTITION, undefined, { writeId: 'w1', bytes: bytes('one') });
        expect(await store.readManifest('customer1/1')).toBeUndefined();
        expect(await store.swapManifest('customer1/1', undefined, { writeId: 'w1', bytes: bytes('x') })).toBe(true);
        expect(text((await store.readManifest(PARTITION))?.bytes)).toBe('one');
      });

      it('is a copy', async () => {
        const mine = Buffer.from('one');
        await store.swapManifest(PARTITION, undefined, { writeId: 'w1', bytes: mine });
        mine.fill(0);
        (await store.readManifest(PARTITION))?.bytes.fill(0);
        expect(text((await store.readManifest(PARTITION))?.bytes)).toBe('one');
      });
    });
  });
}
