import type { RefRecord } from './reference.ts';

/** What a redrive record says, as far as the reference is concerned. */
export interface RefRedrive {
  readonly of: 'wrong' | 'dead-letter';
  readonly number: number;
  readonly input: number;
  readonly index: number;
  readonly key?: string;
  readonly analytic?: string;
  readonly to?: number;
  readonly from?: { readonly partition: number; readonly sequence: number };
}

/** Every redrive that was taken, by what it brings back. */
export class RefRedriven {
  readonly #taken = new Set<string>();
  readonly #newest = new Map<number, number>();

  /** The head and line of a record that is to be taken; undefined for a second one of the same. */
  take({ payload }: Pick<RefRecord, 'payload'>): { readonly head: RefRedrive; readonly line: Buffer } | undefined {
    const bytes = Buffer.from(payload);
    const end = bytes.indexOf('\n');
    if (end < 0) return undefined;
    const head = JSON.parse(bytes.subarray(0, end).toString()) as RefRedrive;
    if (!this.#isNew(head)) return undefined;
    return { head, line: bytes.subarray(end + 1) };
  }

  #isNew({ of, number, from }: RefRedrive): boolean {
    if (from !== undefined) {
      const isNew = from.sequence > (this.#newest.get(from.partition) ?? 0);
      if (isNew) this.#newest.set(from.partition, from.sequence);
      return isNew;
    }
    const isNew = !this.#taken.has(`${of} ${number}`);
    this.#taken.add(`${of} ${number}`);
    return isNew;
  }
}
