// Writes a segment and swaps the manifest until it is killed, and prints each checkpoint number that was committed.
import { writeSync } from 'node:fs';
import { SqliteSnapshotStore } from '../../../../connectors/sqlite/snapshot-store.ts';

const [folder = ''] = process.argv.slice(2);
const store = new SqliteSnapshotStore(folder);
const partition = 'customer1/0';
let writeId = (await store.readManifest(partition))?.writeId;
for (let checkpoint = Number(writeId ?? 0) + 1; ; checkpoint++) {
  const bytes = Buffer.alloc(50_000, checkpoint % 256);
  await store.putSegment({ partition, epoch: 1, checkpoint, chunk: 0 }, bytes);
  const swapped = await store.swapManifest(partition, writeId, { writeId: String(checkpoint), bytes });
  if (!swapped) throw new Error('the swap was refused');
  writeId = String(checkpoint);
  await store.dropCheckpoint({ partition, epoch: 1, checkpoint: checkpoint - 3 });
  writeSync(1, `${checkpoint}\n`);
}
