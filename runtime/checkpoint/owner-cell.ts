import { randomUUID } from 'node:crypto';
import type { ManifestCell, PartitionName, SnapshotStore } from '../../connectors/snapshot-store.ts';
import { MillraceError } from '../base/errors.ts';
import { decodeRow, encodeRow, type Manifest, type ManifestRow } from './manifest.ts';

/**
 * An owner's hold on a partition's manifest cell, changed by compare-and-set alone. When the answer to a swap is lost, the
 * cell is read back and the write id tells whether it took place.
 */
export class OwnerCell {
  readonly #store: SnapshotStore;
  readonly #partition: PartitionName;
  readonly #keep: number;
  #writeId: string;
  #row: ManifestRow;
  /** A commit whose outcome is not known: made again with the same write id. */
  #unanswered: { readonly manifest: Manifest; readonly writeId: string } | undefined;

  private constructor(store: SnapshotStore, partition: PartitionName, keep: number, writeId: string, row: ManifestRow) {
    this.#store = store;
    this.#partition = partition;
    this.#keep = keep;
    this.#writeId = writeId;
    this.#row = row;
  }

  /**
   * Claims the next epoch of a partition.
   *
   * @param keep checkpoints a cell holds.
   * @throws fenced when another owner was faster; manifest-damaged.
   */
  static async claim(store: SnapshotStore, partition: PartitionName, owner: string, keep: number): Promise<OwnerCell> {
    const found = await store.readManifest(partition);
    const before =
      found === undefined ? { epoch: 0, owner: '', manifests: [] } : decodeRow(found, `partition ${partition}`);
    const row = { ...before, epoch: before.epoch + 1, owner };
    const cell = new OwnerCell(store, partition, keep, found?.writeId ?? '', row);
    await cell.#swap(found?.writeId, row, randomUUID());
    return cell;
  }

  get epoch(): number {
    return this.#row.epoch;
  }

  /** @throws fenced when the partition has another owner by now. */
  async check(): Promise<void> {
    const now = await this.#store.readManifest(this.#partition);
    if (now?.writeId !== this.#writeId) throw await this.#fenced();
  }

  /** Newest first; undefined for one that was damaged. */
  get manifests(): readonly (Manifest | undefined)[] {
    return this.#row.manifests;
  }

  /**
   * Makes a checkpoint the newest. After a failure it may be called again with the same manifest: it is committed once.
   *
   * @throws fenced when the partition has another owner by now, or what the store throws.
   */
  async commit(manifest: Manifest): Promise<void> {
    const again = this.#unanswered?.manifest === manifest ? this.#unanswered.writeId : undefined;
    const writeId = again ?? randomUUID();
    this.#unanswered = { manifest, writeId };
    const kept = this.#row.manifests.filter((older) => older !== undefined && older.checkpoint < manifest.checkpoint);
    const row = { ...this.#row, manifests: [manifest, ...kept].slice(0, this.#keep) };
    await this.#swap(this.#writeId, row, writeId);
    this.#unanswered = undefined;
  }

  async #swap(expected: string | undefined, row: ManifestRow, writeId: string): Promise<void> {
    const next: ManifestCell = encodeRow(row, writeId);
    const swapped = await this.#store.swapManifest(this.#partition, expected, next).catch(async (thrown: unknown) => {
      const now = await this.#store.readManifest(this.#partition);
      if (now?.writeId === expected) throw thrown;
      return false;
    });
    // One that is not swapped may be this very write, of a try whose answer was lost.
    if (!swapped && (await this.#store.readManifest(this.#partition))?.writeId !== writeId) throw await this.#fenced();
    this.#writeId = writeId;
    this.#row = row;
  }

  async #fenced(): Promise<MillraceError> {
    const now = await this.#store.readManifest(this.#partition);
    const owner = now === undefined ? undefined : decodeRow(now, `partition ${this.#partition}`);
    return new MillraceError('fenced', {
      what: `the partition has a newer owner (${owner?.owner ?? 'unknown'}, epoch ${owner?.epoch ?? '?'})`,
      where: `partition ${this.#partition}`,
      fix: 'nothing: the newer owner goes on with it',
    });
  }
}
