import { describe, expect, test } from 'vitest';
import type { ManifestCell, SegmentName } from '../../../connectors/snapshot-store.ts';
import { pack, unpack } from '../../../runtime/base/codec.ts';
import { decodeRow, type Manifest } from '../../../runtime/checkpoint/manifest.ts';
import { Ground } from '../../support/owner/ground.ts';
import type { Intercept } from '../../support/owner/intercept.ts';
import type { Site } from '../../support/owner/site.ts';
import { expectStop } from './log-gate-suite.ts';

/** The gates of a take-over that look at the checkpoints: an older one is used, and when none will do the partition stops. */
export function checkpointGateSuite(open: () => Site): void {
  describe('the newest checkpoint', () => {
    test('with a segment that is missing is passed over', async () => {
      await using ground = await withCheckpoints(open());
      const [newest] = await manifestsOf(ground);
      await ground.snapshots.dropCheckpoint({ partition: ground.name, ...(newest as Manifest) });
      await expectPassedOver(ground, [], 'segment-damaged');
    });

    test('with a segment that is damaged is passed over', async () => {
      await using ground = await withCheckpoints(open());
      const [newest] = await manifestsOf(ground);
      const isNewest = ({ checkpoint }: SegmentName): boolean => checkpoint === newest?.checkpoint;
      await expectPassedOver(ground, [damages(isNewest)], 'segment-damaged');
    });

    test('with a damaged manifest is passed over', async () => {
      await using ground = await withCheckpoints(open());
      await damageManifests(ground, 1);
      await expectPassedOver(ground, [], 'manifest-damaged');
    });
  });

  describe('all checkpoints', () => {
    test('that have damaged segments stop the partition', async () => {
      await using ground = await withCheckpoints(open());
      await expectStop(ground, 'segment-damaged', [damages(() => true)]);
    });

    test('that have damaged manifests stop the partition', async () => {
      await using ground = await withCheckpoints(open());
      await damageManifests(ground, Number.POSITIVE_INFINITY);
      await expectStop(ground, 'manifest-damaged');
    });
  });
}

/** A partition whose newest checkpoint is a full one, so that those before need nothing of it. */
async function withCheckpoints(site: Site): Promise<Ground> {
  const ground = await Ground.open(site);
  const life = await ground.begin();
  do {
    await ground.send(4, 2);
    await ground.takes(life);
    await ground.checkpoints(life);
  } while (!isDeep(await manifestsOf(ground)));
  await ground.send(4, 2);
  await ground.takes(life);
  await life.crash();
  return ground;
}

/** Whether the newest is a full one, and all that are kept have actors. */
function isDeep(manifests: readonly (Manifest | undefined)[]): boolean {
  return manifests[0]?.sinceFull === 0 && manifests.every((manifest) => (manifest?.segments.length ?? 0) > 0);
}

async function expectPassedOver(ground: Ground, intercepts: readonly Intercept[], code: string): Promise<void> {
  const life = await ground.begin(intercepts);
  await ground.takes(life);
  await life.drain();
  expect(life.end).toBe('drained');
  expect(life.warnings).toHaveLength(1);
  expect(life.warnings[0]).toContain(code);
  await ground.expectResults();
}

/** Turns a bit in the middle of segments that are read. */
function damages(matches: (name: SegmentName) => boolean): Intercept {
  return async ({ method, args }, perform) => {
    const answer = await perform();
    if (method !== 'getSegment' || !(answer instanceof Uint8Array) || !matches(args[0] as SegmentName)) return answer;
    const damaged = Uint8Array.from(answer);
    const at = damaged.length >> 1;
    damaged[at] = (damaged[at] as number) ^ 1;
    return damaged;
  };
}

/** Turns a bit in the middle of the newest manifests, in the store. */
async function damageManifests(ground: Ground, count: number): Promise<void> {
  const cell = (await ground.snapshots.readManifest(ground.name)) as ManifestCell;
  const [epoch, owner, manifests] = unpack(cell.bytes) as [number, string, [number, Uint8Array][]];
  for (const [, bytes] of manifests.slice(0, count)) {
    const at = bytes.length >> 1;
    bytes[at] = (bytes[at] as number) ^ 1;
  }
  const bytes = pack([epoch, owner, manifests]);
  expect(await ground.snapshots.swapManifest(ground.name, cell.writeId, { writeId: 'damaged', bytes })).toBe(true);
}

async function manifestsOf(ground: Ground): Promise<readonly (Manifest | undefined)[]> {
  const cell = await ground.snapshots.readManifest(ground.name);
  return cell === undefined ? [] : decodeRow(cell, 'the store').manifests;
}
