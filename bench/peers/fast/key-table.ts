/** Doubles a key has in `state`: eight, so that a key is one cache line. */
export const STRIDE = 8;
/** Where each of them stands. */
export const at = { station: 0, sensor: 1, alarm: 2, events: 3, active: 4, minimum: 5, maximum: 6, sum: 7 } as const;

/** All keys and their statistics in one typed array, found by open addressing with linear probing. */
export class KeyTable {
  /** Key number k has its doubles from `k * STRIDE` on. Replaced when it grows. */
  state = new Float64Array(1024 * STRIDE);
  size = 0;
  #slots = new Int32Array(4096).fill(-1);

  /** The number of a key, which it gets when it is first asked for; keys are numbered from 0. */
  find(station: number, sensor: number, alarm: number): number {
    const slots = this.#slots;
    const state = this.state;
    const mask = slots.length - 1;
    let slot = hash(station, sensor, alarm) & mask;
    for (;;) {
      const key = slots[slot] as number;
      if (key === -1) return this.#add(slot, station, sensor, alarm);
      const from = key * STRIDE;
      if (state[from] === station && state[from + at.sensor] === sensor && state[from + at.alarm] === alarm) return key;
      slot = (slot + 1) & mask;
    }
  }

  #add(slot: number, station: number, sensor: number, alarm: number): number {
    const key = this.size++;
    this.#slots[slot] = key;
    if ((key + 1) * STRIDE > this.state.length) this.#growState();
    const from = key * STRIDE;
    this.state[from] = station;
    this.state[from + at.sensor] = sensor;
    this.state[from + at.alarm] = alarm;
    this.state[from + at.minimum] = Number.POSITIVE_INFINITY;
    this.state[from + at.maximum] = Number.NEGATIVE_INFINITY;
    if (this.size * 2 > this.#slots.length) this.#growSlots();
    return key;
  }

  #growState(): void {
    const grown = new Float64Array(this.state.length * 2);
    grown.set(this.state);
    this.state = grown;
  }

  #growSlots(): void {
    const slots = new Int32Array(this.#slots.length * 4).fill(-1);
    const mask = slots.length - 1;
    for (let key = 0; key < this.size; key++) {
      const from = key * STRIDE;
      const { state } = this;
      let slot =
        hash(state[from] as number, state[from + at.sensor] as number, state[from + at.alarm] as number) & mask;
      while (slots[slot] !== -1) slot = (slot + 1) & mask;
      slots[slot] = key;
    }
    this.#slots = slots;
  }
}

function hash(station: number, sensor: number, alarm: number): number {
  // The upper halves of the ids count too; `| 0` takes the lower ones.
  let mixed = (station | 0) ^ Math.imul((station / 4294967296) | 0, 0x27d4eb2f);
  mixed =
    Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d) ^ Math.imul((sensor | 0) + ((sensor / 4294967296) | 0), 0x85ebca6b);
  mixed =
    Math.imul(mixed ^ (mixed >>> 13), 0x297a2d39) ^ Math.imul((alarm | 0) + ((alarm / 4294967296) | 0), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
