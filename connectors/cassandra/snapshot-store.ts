import { type Client, types } from 'cassandra-driver';
import { MillraceError } from '../../runtime/base/errors.ts';
import { limits } from '../../runtime/base/limits.ts';
import type { Hold } from '../shared.ts';
import type { CheckpointName, ManifestCell, PartitionName, SegmentName, SnapshotStore } from '../snapshot-store.ts';
import type { CassandraChoice } from './choice.ts';
import { storeError } from './errors.ts';
import { holdClient } from './shared-client.ts';

/**
 * Checkpoints in Cassandra. Segments are plain writes under names that are never used again; the manifest is touched by
 * compare-and-set alone and read serially. Its methods throw `store-unavailable`, `store-refused`, `store-schema`, and for a
 * write whose answer was lost `outcome-unknown`.
 */
export class CassandraSnapshotStore implements SnapshotStore {
  readonly #choice: CassandraChoice;
  readonly #tables: string;
  readonly #serial: types.consistencies;
  #hold: Promise<Hold<Client>> | undefined;

  constructor(choice: CassandraChoice) {
    this.#choice = choice;
    this.#tables = choice.keyspace;
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
    await this.#write('INSERT INTO $.checkpoints (partition, epoch, checkpoint) VALUES (?, ?, ?)', [
      partition,
      epoch,
      checkpoint,
    ]);
    await this.#write('INSERT INTO $.segments (partition, epoch, checkpoint, chunk, bytes) VALUES (?, ?, ?, ?, ?)', [
      partition,
      epoch,
      checkpoint,
      chunk,
      Buffer.from(bytes),
    ]);
  }

  async getSegment({ partition, epoch, checkpoint, chunk }: SegmentName): Promise<Uint8Array | undefined> {
    const query = 'SELECT bytes FROM $.segments WHERE partition = ? AND epoch = ? AND checkpoint = ? AND chunk = ?';
    const { rows } = await this.#read(query, [partition, epoch, checkpoint, chunk]);
    return rows[0] === undefined ? undefined : ((rows[0].get('bytes') as Buffer | null) ?? Buffer.alloc(0));
  }

  async listCheckpoints(partition: PartitionName): Promise<readonly CheckpointName[]> {
    const { rows } = await this.#read('SELECT epoch, checkpoint FROM $.checkpoints WHERE partition = ?', [partition]);
    return rows.map((row) => ({
      partition,
      epoch: Number(row.get('epoch')),
      checkpoint: Number(row.get('checkpoint')),
    }));
  }

  async dropCheckpoint({ partition, epoch, checkpoint }: CheckpointName): Promise<void> {
    const named = [partition, epoch, checkpoint];
    // The list's row goes last, so that what is left of a drop that failed is found again.
    await this.#write('DELETE FROM $.segments WHERE partition = ? AND epoch = ? AND checkpoint = ?', named);
    await this.#write('DELETE FROM $.checkpoints WHERE partition = ? AND epoch = ? AND checkpoint = ?', named);
  }

  async readManifest(partition: PartitionName): Promise<ManifestCell | undefined> {
    const query = 'SELECT write_id, bytes FROM $.manifests WHERE partition = ?';
    const { rows } = await this.#read(query, [partition], this.#serial);
    const [row] = rows;
    if (row === undefined) return undefined;
    return { writeId: row.get('write_id') as string, bytes: (row.get('bytes') as Buffer | null) ?? Buffer.alloc(0) };
  }

  async swapManifest(partition: PartitionName, expected: string | undefined, next: ManifestCell): Promise<boolean> {
    const bytes = Buffer.from(next.bytes);
    const result =
      expected === undefined
        ? await this.#write('INSERT INTO $.manifests (partition, write_id, bytes) VALUES (?, ?, ?) IF NOT EXISTS', [
            partition,
            next.writeId,
            bytes,
          ])
        : await this.#write('UPDATE $.manifests SET write_id = ?, bytes = ? WHERE partition = ? IF write_id = ?', [
            next.writeId,
            bytes,
            partition,
            expected,
          ]);
    return result.wasApplied();
  }

  async close(): Promise<void> {
    const hold = await this.#hold?.catch(() => undefined);
    this.#hold = undefined;
    await hold?.release();
  }

  async #write(query: string, values: unknown[]): Promise<types.ResultSet> {
    return await this.#execute(query, values, true);
  }

  async #read(query: string, values: unknown[], consistency?: types.consistencies): Promise<types.ResultSet> {
    return await this.#execute(query, values, false, consistency);
  }

  /** `$` stands for the keyspace. */
  async #execute(
    query: string,
    values: unknown[],
    isWrite: boolean,
    consistency?: types.consistencies,
  ): Promise<types.ResultSet> {
    const where = `keyspace ${this.#tables}`;
    const client = await this.#client();
    try {
      const text = query.replace('$', this.#tables);
      return await client.execute(text, values, { prepare: true, ...(consistency !== undefined && { consistency }) });
    } catch (thrown) {
      throw storeError(thrown, where, isWrite);
    }
  }

  async #client(): Promise<Client> {
    this.#hold ??= holdClient(this.#choice).catch((thrown: unknown) => {
      this.#hold = undefined;
      throw thrown;
    });
    return (await this.#hold).value;
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
