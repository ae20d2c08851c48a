import { existsSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { MillraceError } from '../../runtime/base/errors.ts';
import type { CheckpointName, ManifestCell, PartitionName, SegmentName, SnapshotStore } from '../snapshot-store.ts';
import { SqliteFile } from './file.ts';
import type { Sync } from './open-file.ts';
import { checkpointPath } from './paths.ts';
import { removeFiles } from './removal.ts';
import { prepareSnapshots, type SnapshotStatements, snapshotFile } from './snapshot-file.ts';

export interface SqliteStoreOptions {
  /** `full` (default): what was written survives the loss of power. `normal`: the death of the process alone. */
  readonly sync?: Sync;
  /** Open files to read them alone: none is created or changed, and writing throws. Default false. */
  readonly readOnly?: boolean;
}

/**
 * The checkpoints of a data folder, a file a partition: `<folder>/checkpoints/<tenant>/<partition>.sqlite`. Its methods
 * throw `checkpoint-unusable` on a damaged, foreign or closed file, `folder-unusable`, and `file-busy`.
 */
export class SqliteSnapshotStore implements SnapshotStore {
  readonly #folder: string;
  readonly #sync: Sync;
  readonly #readOnly: boolean;
  readonly #open = new Map<PartitionName, SnapshotStatements>();

  constructor(folder: string, options: SqliteStoreOptions = {}) {
    this.#folder = folder;
    this.#sync = options.sync ?? 'full';
    this.#readOnly = options.readOnly ?? false;
  }

  async putSegment(name: SegmentName, bytes: Uint8Array): Promise<void> {
    const { file, put, get } = this.#partition(name.partition);
    const key = [name.epoch, name.checkpoint, name.chunk];
    const same = file.write(() => {
      if (put.run(...key, bytes).changes === 1) return true;
      return Buffer.compare(bytes, get.get(...key)?.bytes as Uint8Array) === 0;
    });
    if (!same) throw segmentExists(name, file.path);
  }

  /** As the contract says. A segment in a damaged part of the file is not there: the manifest's reader finds out. */
  async getSegment(name: SegmentName): Promise<Uint8Array | undefined> {
    try {
      const found = this.#existing(name.partition);
      const row = found?.file.read(() => found.get.get(name.epoch, name.checkpoint, name.chunk));
      return row?.bytes as Uint8Array | undefined;
    } catch (thrown) {
      if (thrown instanceof MillraceError && thrown.code === 'checkpoint-unusable') return undefined;
      throw thrown;
    }
  }

  async listCheckpoints(partition: PartitionName): Promise<readonly CheckpointName[]> {
    const found = this.#existing(partition);
    const rows = found?.file.read(() => found.list.all() as { epoch: number; checkpoint: number }[]) ?? [];
    return rows.map(({ epoch, checkpoint }) => ({ partition, epoch, checkpoint }));
  }

  async dropCheckpoint(name: CheckpointName): Promise<void> {
    const found = this.#existing(name.partition);
    // Some at a time: a million actors' segments at once would hold the thread.
    while (found?.file.write(() => found.drop.run(name.epoch, name.checkpoint).changes)) await turn();
  }

  async readManifest(partition: PartitionName): Promise<ManifestCell | undefined> {
    const found = this.#existing(partition);
    const row = found?.file.read(() => found.manifest.get() as unknown as ManifestCell | undefined);
    return row && { writeId: row.writeId, bytes: row.bytes };
  }

  async swapManifest(partition: PartitionName, expected: string | undefined, next: ManifestCell): Promise<boolean> {
    const { file, create, replace } = this.#partition(partition);
    const { changes } = file.write(() =>
      expected === undefined ? create.run(next.writeId, next.bytes) : replace.run(next.writeId, next.bytes, expected),
    );
    return changes === 1;
  }

  /** A partition is a file with what SQLite keeps beside it. */
  async remove(partition: PartitionName): Promise<void> {
    const path = checkpointPath(this.#folder, partition);
    if (this.#readOnly) throw readOnlyError(path);
    this.#open.get(partition)?.file.close();
    this.#open.delete(partition);
    removeFiles(path, `${path}-wal`, `${path}-shm`);
  }

  /** Closes the files it opened; it opens them again when it is used again. */
  async close(): Promise<void> {
    for (const { file } of this.#open.values()) file.close();
    this.#open.clear();
  }

  /** A partition's file, unless none was ever written: looking creates nothing. */
  #existing(partition: PartitionName): SnapshotStatements | undefined {
    const open = this.#open.get(partition);
    if (open) return open;
    const path = checkpointPath(this.#folder, partition);
    if (!this.#readOnly) return existsSync(path) ? this.#partition(partition) : undefined;
    const file = SqliteFile.openReadOnly(path, snapshotFile);
    return file && this.#keep(partition, file);
  }

  #partition(partition: PartitionName): SnapshotStatements {
    const path = checkpointPath(this.#folder, partition);
    if (this.#readOnly) throw readOnlyError(path);
    return this.#open.get(partition) ?? this.#keep(partition, SqliteFile.open(path, snapshotFile, this.#sync));
  }

  #keep(partition: PartitionName, file: SqliteFile): SnapshotStatements {
    const statements = prepareSnapshots(file);
    this.#open.set(partition, statements);
    return statements;
  }
}

function readOnlyError(path: string): MillraceError {
  return new MillraceError('folder-unusable', {
    what: 'the checkpoints were opened to be read alone',
    where: `at ${path}`,
    fix: 'open them for writing',
  });
}

function segmentExists(name: SegmentName, path: string): MillraceError {
  return new MillraceError('segment-exists', {
    what: `segment ${name.epoch}/${name.checkpoint}/${name.chunk} of partition ${name.partition} holds other bytes`,
    where: `at ${path}`,
    fix: 'take the partition over anew: another owner wrote under the same epoch',
  });
}
