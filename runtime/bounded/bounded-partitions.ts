import { type Modules, makeFormat } from '../../actors/catalog.ts';
import type { Format } from '../../actors/formats/format.ts';
import { mergingIn } from '../../actors/merging.ts';
import { Partition } from '../partition/partition.ts';
import { type Quality, sumQuality } from '../partition/quality.ts';
import { mergedIn, publicLines } from './bounded-merge.ts';
import type { BoundedResults, BoundedSpec } from './protocol.ts';

/** The partitions that one thread of a bounded run has. It is shown every line and takes those of its own. */
export class BoundedPartitions {
  readonly #format: Format;
  readonly #maxRecordBytes: number;
  /** By index; undefined for another thread's. */
  readonly #partitions: readonly (Partition | undefined)[];
  readonly #merges: boolean;
  #lines = 0;

  /**
   * @param onThrown as {@link Partition.onThrown}.
   * @throws actor-settings-invalid, module-not-loaded.
   */
  constructor(
    { settings, partitions, threads, thread }: Omit<BoundedSpec, 'folder' | 'buffers'>,
    modules: Modules,
    onThrown: Partition['onThrown'] = () => undefined,
  ) {
    this.#format = makeFormat(settings.input, modules);
    this.#merges = mergingIn(settings).length > 0;
    this.#maxRecordBytes = settings.input.maxRecordBytes;
    this.#partitions = Array.from({ length: partitions }, (_, index) => {
      if (index % threads !== thread) return undefined;
      const partition = new Partition({ place: { index, count: partitions }, settings, modules, bounded: true });
      partition.onThrown = onThrown;
      return partition;
    });
  }

  /** The next line of the input: its number in the file is its sequence. @throws actor-failed. */
  take(bytes: Uint8Array, start: number, end: number): void {
    const sequence = ++this.#lines;
    const partitions = this.#partitions;
    const index = partitions.length === 1 ? 0 : this.#route(bytes, start, end) % partitions.length;
    const partition = partitions[index];
    if (partition === undefined) return;
    // The lines between are others': its errors must name this one.
    partition.skipTo(sequence - 1);
    partition.takeLine(sequence, bytes, start, end);
  }

  /** The input has ended. */
  end(): void {
    for (const partition of this.#own) {
      partition.skipTo(this.#lines);
      partition.end();
    }
  }

  /**
   * Results since the last call, for each of its partitions, as NDJSON in a buffer of its own.
   *
   * @param spare memory that results may be written into from now on; what is used is taken out.
   */
  takeResults(spare: ArrayBuffer[]): BoundedResults {
    if (this.#merges) return this.#takeMerged();
    return {
      lines: this.#own.map((partition) => {
        const lines = partition.outbox.takeLines(spare.pop());
        partition.clearOutbox();
        return lines;
      }),
    };
  }

  get quality(): Quality {
    return sumQuality(this.#own.map((partition) => partition.quality));
  }

  get keys(): number {
    return this.#own.reduce((sum, { state }) => sum + state.table.size, 0);
  }

  #takeMerged(): BoundedResults {
    const merged = this.#own.map(({ outbox }) => mergedIn(outbox));
    const lines = this.#own.map(({ outbox }) => publicLines(outbox));
    for (const partition of this.#own) partition.clearOutbox();
    return { lines, merged };
  }

  get #own(): readonly Partition[] {
    return this.#partitions.filter((partition) => partition !== undefined);
  }

  /** Of a line that is too long only its beginning, which is all that there may be. */
  #route(bytes: Uint8Array, start: number, end: number): number {
    return this.#format.route(bytes, start, Math.min(end, start + this.#maxRecordBytes));
  }
}
