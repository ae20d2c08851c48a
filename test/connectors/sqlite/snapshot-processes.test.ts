import { afterEach, beforeEach, expect, it } from 'vitest';
import { SqliteSnapshotStore } from '../../../connectors/sqlite/snapshot-store.ts';
import { Child, killChildren } from './children/child.ts';
import { removeFolder, temporaryFolder } from './harness.ts';

const partition = 'customer1/0';
let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(async () => {
  await killChildren();
  removeFolder(folder);
});

it('keeps the last committed manifest with its segments when the owner is killed', async () => {
  const store = new SqliteSnapshotStore(folder);
  for (let round = 0; round < 3; round++) {
    const child = new Child('swapper.ts', folder);
    await child.printed(5 + 3 * round);
    await child.kill();
    const committed = Number(child.lines.at(-1));

    const manifest = await store.readManifest(partition);
    const checkpoint = Number(manifest?.writeId);
    expect(checkpoint === committed || checkpoint === committed + 1).toBe(true);
    const expected = Buffer.alloc(50_000, checkpoint % 256);
    const segment = await store.getSegment({ partition, epoch: 1, checkpoint, chunk: 0 });
    for (const bytes of [manifest?.bytes, segment]) expect(Buffer.compare(bytes ?? Buffer.of(), expected)).toBe(0);
    await store.close();
  }
});

it('lets one of two processes swap', async () => {
  const one = new SqliteSnapshotStore(folder);
  const two = new SqliteSnapshotStore(folder);
  const bytes = Buffer.from('x');
  expect(await one.swapManifest(partition, undefined, { writeId: 'one', bytes })).toBe(true);
  expect(await two.swapManifest(partition, undefined, { writeId: 'two', bytes })).toBe(false);
  expect(await two.swapManifest(partition, 'one', { writeId: 'two', bytes })).toBe(true);
  expect(await one.swapManifest(partition, 'one', { writeId: 'three', bytes })).toBe(false);
  expect((await one.readManifest(partition))?.writeId).toBe('two');
  await one.close();
  await two.close();
});
