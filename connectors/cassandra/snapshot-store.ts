import { types } from 'cassandra-driver';
import { MillraceError } from '../../runtime/base/errors.ts';
import { limits } from '../../runtime/base/limits.ts';
import type { CheckpointName, ManifestCell, PartitionName, SegmentName, SnapshotStore } from '../snapshot-store.ts';
import type { CassandraChoice } from './choice.ts';
import { Session } from './session.ts';

/**
 * Checkpoints in Cassandra. Segments are plain writes under names that are never used again; the manifest is touched by
 * compare-and-set alone and read serially. Its methods throw `store-unavailable`, `store-refused`, `store-schema`, and for a
 * write whose answer was lost `outcome-unknown`.
 */
export class CassandraSnapshotStore implements SnapshotStore {
  readonly #session: Session;
  readonly #serial: types.consistencies;

  constructor(choice: CassandraChoice) {
    this.#session = new Session(choice);
    const { localSerial, serial } = types.consistencies;
    this.#serial = choice.consistency.startsWith('local') ? localSerial : serial;
  }

  async putSegment(name: SegmentName, bytes: Uint8Array): Promise<void> {
    const { partition, epoch, checkpoint, chunk } = name;
    if (bytes.length > limits.segmentBytesMost) throw tooLarge(name, bytes.length);
    const there = await this.getSegment(name);
    if (there !== undefined) {
      if (Buffer.compare(there, bytes) === 0) return;
      throw exists(name);
    }
    await this.#session.write('INSERT INTO $.checkpoints (partition, epoch, checkpoint) VALUES (?, ?, ?)', [
      partition,
      epoch,
      checkpoint,
    ]);
    await this.#session.write(
      'INSERT INTO $.segments (partition, epoch, checkpoint, chunk, bytes) VALUES (?, ?, ?, ?, ?)',
      [partition, epoch, checkpoint, chunk, Buffer.from(bytes)],
    );
  }

  async getSegment({ partition, epoch, checkpoint, chunk }: SegmentName): Promise<Uint8Array | undefined> {
    const query = 'SELECT bytes FROM $.segments WHERE partition = ? AND epoch = ? AND checkpoint = ? AND chunk = ?';
    const { rows } = await this.#session.read(query, [partition, epoch, checkpoint, chunk]);
    return rows[0] === undefined ? undefined : ((rows[0].get('bytes') as Buffer | null) ?? Buffer.alloc(0));
  }

  async listCheckpoints(partition: PartitionName): Promise<readonly CheckpointName[]> {
    const { rows } = await this.#session.read('SELECT epoch, checkpoint FROM $.checkpoints WHERE partition = ?', [
      partition,
    ]);
    return rows.map((row) => ({
      partition,
      epoch: Number(row.get('epoch')),
      checkpoint: Number(row.get('checkpoint')),
    }));
  }

  async dropCheckpoint({ partition, epoch, checkpoint }: CheckpointName): Promise<void> {
    const named = [partition, epoch, checkpoint];
    // The list's row goes last, so that what is left of a drop that failed is found again.
    await this.#session.write('DELETE FROM $.segments WHERE partition = ? AND epoch = ? AND checkpoint = ?', named);
    await this.#session.write('DELETE FROM $.checkpoints WHERE partition = ? AND epoch = ? AND checkpoint = ?', named);
  }

  async readManifest(partition: PartitionName): Promise<ManifestCell | undefined> {
    const query = 'SELECT write_id, bytes FROM $.manifests WHERE partition = ?';
    const { rows } = await this.#session.read(query, [partition], this.#serial);
    const [row] = rows;
    if (row === undefined) return undefined;
    return { writeId: row.get('write_id') as string, bytes: (row.get('bytes') as Buffer | null) ?? Buffer.alloc(0) };
  }

  async swapManifest(partition: PartitionName, expected: string | undefined, next: ManifestCell): Promise<boolean> {
    const bytes = Buffer.from(next.bytes);
    const result =
      expected === undefined
        ? await this.#session.write(
            'INSERT INTO $.manifests (partition, write_id, bytes) VALUES (?, ?, ?) IF NOT EXISTS',
            [partition, next.writeId, bytes],
          )
        : await this.#session.write(
            'UPDATE $.manifests SET write_id = ?, bytes = ? WHERE partition = ? IF write_id = ?',
            [next.writeId, bytes, partition, expected],
          );
    return result.wasApplied();
  }

  /** The manifest goes last, by compare-and-set as it came. */
  async remove(partition: PartitionName): Promise<void> {
    for (const name of await this.listCheckpoints(partition)) await this.dropCheckpoint(name);
    await this.#session.write('DELETE FROM $.manifests WHERE partition = ? IF EXISTS', [partition]);
  }

  async close(): Promise<void> {
    await this.#session.close();
  }
}

function exists({ partition, epoch, checkpoint, chunk }: SegmentName): MillraceError {
  return new MillraceError('segment-exists', {
    what: 'a segment of that name has other content',
    where: `segment ${epoch}/${checkpoint}/${chunk} of partition ${partition}`,
    fix: 'nothing: another owner wrote it, and this one stops',
  });
}

function tooLarge({ partition }: SegmentName, bytes: number): MillraceError {
  return new MillraceError('segment-too-large', {
    what: `a segment has ${bytes} bytes and Cassandra takes ${limits.segmentBytesMost}`,
    where: `partition ${partition}`,
    fix: 'keep less in one actor: a segment is larger than 1 MiB only when its actors are',
  });
}
