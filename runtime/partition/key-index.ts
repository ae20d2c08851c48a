const SEGMENTS = 64;
const EMPTY = 0;

/**
 * Finds slots by the hash of their key: open addressing with linear probing, in segments that grow by themselves, so that
 * no growth moves more than a 64th of the keys at once. Deletion shifts the run back (Knuth, TAOCP 3, 6.4, algorithm R).
 */
export class KeyIndex {
  readonly #segments = Array.from({ length: SEGMENTS }, () => new Segment());
  readonly #hashOf: (slot: number) => number;

  /** @param hashOf the hash a slot was inserted with. */
  constructor(hashOf: (slot: number) => number) {
    this.#hashOf = hashOf;
  }

  /** The segment and scrambled hash to search with: keys of one partition share their low bits. */
  segment(hash: number): Segment {
    return this.#segments[scramble(hash) & (SEGMENTS - 1)] as Segment;
  }

  insert(hash: number, slot: number): void {
    const segment = this.segment(hash);
    if (segment.used * 2 >= segment.slots.length) segment.grow(this.#hashOf);
    segment.place(hash, slot);
    segment.used++;
  }

  remove(hash: number, slot: number): void {
    this.segment(hash).remove(hash, slot, this.#hashOf);
  }
}

/** Entries are slots plus 1; 0 is empty. */
export class Segment {
  slots = new Int32Array(16);
  used = 0;

  home(hash: number): number {
    return (scramble(hash) >>> 6) & (this.slots.length - 1);
  }

  place(hash: number, slot: number): void {
    const mask = this.slots.length - 1;
    let at = this.home(hash);
    while (this.slots[at] !== EMPTY) at = (at + 1) & mask;
    this.slots[at] = slot + 1;
  }

  grow(hashOf: (slot: number) => number): void {
    const old = this.slots;
    this.slots = new Int32Array(old.length * 2);
    for (const entry of old) if (entry !== EMPTY) this.place(hashOf(entry - 1), entry - 1);
  }

  remove(hash: number, slot: number, hashOf: (slot: number) => number): void {
    const mask = this.slots.length - 1;
    let hollow = this.home(hash);
    while (this.slots[hollow] !== slot + 1) hollow = (hollow + 1) & mask;
    for (let at = (hollow + 1) & mask; this.slots[at] !== EMPTY; at = (at + 1) & mask) {
      const home = this.home(hashOf((this.slots[at] as number) - 1));
      if (((at - home) & mask) < ((at - hollow) & mask)) continue;
      this.slots[hollow] = this.slots[at] as number;
      hollow = at;
    }
    this.slots[hollow] = EMPTY;
    this.used--;
  }
}

/** The finalizer of MurmurHash3 (Austin Appleby). */
function scramble(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
