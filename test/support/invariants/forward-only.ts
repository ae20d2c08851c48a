import type { ManifestRow } from '../../../runtime/checkpoint/manifest.ts';

/** I6: neither the epoch nor the newest input of the committed checkpoint ever goes back. */
export class ForwardOnly {
  #epoch = 0;
  #sequence = 0;

  /** What is stored now. Returns what that breaks. */
  sees({ epoch, manifests }: ManifestRow): string[] {
    const sequence = manifests[0]?.head.sequence ?? 0;
    const found: string[] = [];
    if (epoch < this.#epoch) found.push(`I6: the epoch goes back from ${this.#epoch} to ${epoch}`);
    if (sequence < this.#sequence) found.push(`I6: the checkpoint goes back from ${this.#sequence} to ${sequence}`);
    this.#epoch = Math.max(epoch, this.#epoch);
    this.#sequence = Math.max(sequence, this.#sequence);
    return found;
  }
}
