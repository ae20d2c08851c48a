import type { Event } from '../../actors/event.ts';
import { ByteColumn, Float64Column, Int32Column } from '../base/columns.ts';
import { KeyIndex } from './key-index.ts';

/** No slot. */
export const NO_SLOT = -1;

/** Bytes of a key kept in place, after one of length; a longer key stands in a map. */
const CELL = 24;
const LONG = 255;

const EVENTS = 0;
const LAST_SEQUENCE = 1;
const LAST_TIME = 2;
const LAST_ARRIVAL = 3;
const LAST_VALUE = 4;
const FIGURES = 5;

// Of an actor's flags.
const IN_USE = 1;
const LAST_ACTIVE = 2;

/** An actor's figures beside its analytics' states. */
export interface ActorFigures {
  /** Valid events taken. */
  events: number;
  /** Input sequence of the last one. */
  lastSequence: number;
  /** Its event time, arrival, value and isActive. */
  lastTime: number;
  lastArrival: number;
  lastValue: number;
  lastActive: boolean;
}

/**
 * The actors of one partition: a slot for each key, with its figures, in columns. Slots of removed actors are used again. A key
 * of which no analytic has taken an event, but whose hours are counted, has a slot too and is no actor.
 */
export class ActorTable {
  readonly #keys = new ByteColumn(CELL);
  readonly #longKeys = new Map<number, string>();
  readonly #hashes = new Int32Column();
  readonly #flags = new ByteColumn();
  readonly #figures = new Float64Column(FIGURES);
  readonly #index = new KeyIndex((slot) => this.#hashes.get(slot) >>> 0);
  readonly #free: number[] = [];
  /** Slots of removed actors that results still to be published may name. */
  #leaving: number[] = [];
  #high = 0;
  #actors = 0;

  /** Actors held. */
  get size(): number {
    return this.#actors;
  }

  /** Every slot in use is below it. */
  get high(): number {
    return this.#high;
  }

  isInUse(slot: number): boolean {
    return slot < this.#high && (this.#flags.get(slot) & IN_USE) !== 0;
  }

  /** Whether a slot is in use by an actor. */
  isActor(slot: number): boolean {
    return this.isInUse(slot) && this.#events(slot) > 0;
  }

  /** Every slot in use. */
  slots(): number[] {
    const slots: number[] = [];
    for (let slot = 0; slot < this.#high; slot++) if (this.isInUse(slot)) slots.push(slot);
    return slots;
  }

  /** The slot of a key, or {@link NO_SLOT}. */
  find(bytes: Uint8Array, length: number, hash: number): number {
    const segment = this.#index.segment(hash);
    const slots = segment.slots;
    const mask = slots.length - 1;
    for (let at = segment.home(hash); ; at = (at + 1) & mask) {
      const slot = (slots[at] as number) - 1;
      if (slot === NO_SLOT) return NO_SLOT;
      if (this.#hashes.get(slot) >>> 0 === hash && this.#isKey(slot, bytes, length)) return slot;
    }
  }

  /** A slot to {@link assign}; still not in use. */
  nextSlot(): number {
    return this.#free.length > 0 ? (this.#free[this.#free.length - 1] as number) : this.#high;
  }

  /** Gives {@link nextSlot} to a key. */
  assign(bytes: Uint8Array, length: number, hash: number): number {
    const slot = this.nextSlot();
    if (this.#free.length > 0) this.#free.pop();
    else this.#high++;
    const block = this.#keys.block(slot);
    const offset = this.#keys.offset(slot);
    if (length < CELL) {
      block[offset] = length;
      for (let i = 0; i < length; i++) block[offset + 1 + i] = bytes[i] as number;
    } else {
      block[offset] = LONG;
      this.#longKeys.set(slot, latin1(bytes, 0, length));
    }
    this.#hashes.set(slot, hash | 0);
    this.#flags.set(slot, IN_USE);
    this.#figures.block(slot).fill(0, this.#figures.offset(slot), this.#figures.offset(slot) + FIGURES);
    this.#index.insert(hash, slot);
    return slot;
  }

  /** Removes an actor. Its key can be asked for until {@link recycle}. */
  remove(slot: number): void {
    this.strip(slot);
    this.#index.remove(this.#hashes.get(slot) >>> 0, slot);
    this.#flags.set(slot, 0);
    this.#leaving.push(slot);
  }

  /** Leaves of an actor its key alone, as if it had never taken an event. */
  strip(slot: number): void {
    if (this.#events(slot) > 0) this.#actors--;
    this.#figures.block(slot).fill(0, this.#figures.offset(slot), this.#figures.offset(slot) + FIGURES);
    this.#flags.set(slot, IN_USE);
  }

  /** Makes the slots of removed actors free for others. */
  recycle(): void {
    if (this.#leaving.length === 0) return;
    for (const slot of this.#leaving) this.#longKeys.delete(slot);
    this.#free.push(...this.#leaving);
    this.#leaving = [];
  }

  /** Takes down an event as the actor's last one. */
  note(slot: number, event: Event): void {
    const figures = this.#figures.block(slot);
    const at = this.#figures.offset(slot);
    const events = (figures[at] as number) + 1;
    if (events === 1) this.#actors++;
    figures[at] = events;
    figures[at + LAST_SEQUENCE] = event.sequence;
    figures[at + LAST_TIME] = event.time;
    figures[at + LAST_ARRIVAL] = event.arrival;
    figures[at + LAST_VALUE] = event.value;
    this.#flags.set(slot, event.active ? IN_USE | LAST_ACTIVE : IN_USE);
  }

  lastArrival(slot: number): number {
    return this.#figures.block(slot)[this.#figures.offset(slot) + LAST_ARRIVAL] as number;
  }

  keyOf(slot: number): string {
    const block = this.#keys.block(slot);
    const offset = this.#keys.offset(slot);
    const length = block[offset] as number;
    return length === LONG ? (this.#longKeys.get(slot) as string) : latin1(block, offset + 1, offset + 1 + length);
  }

  figuresOf(slot: number): ActorFigures {
    const figures = this.#figures.block(slot);
    const at = this.#figures.offset(slot);
    return {
      events: figures[at + EVENTS] as number,
      lastSequence: figures[at + LAST_SEQUENCE] as number,
      lastTime: figures[at + LAST_TIME] as number,
      lastArrival: figures[at + LAST_ARRIVAL] as number,
      lastValue: figures[at + LAST_VALUE] as number,
      lastActive: (this.#flags.get(slot) & LAST_ACTIVE) !== 0,
    };
  }

  setFigures(slot: number, given: ActorFigures): void {
    const { events, lastSequence, lastTime, lastArrival, lastValue } = given;
    this.#actors += Number(events > 0) - Number(this.#events(slot) > 0);
    this.#figures.block(slot).set([events, lastSequence, lastTime, lastArrival, lastValue], this.#figures.offset(slot));
    this.#flags.set(slot, given.lastActive ? IN_USE | LAST_ACTIVE : IN_USE);
  }

  #events(slot: number): number {
    return this.#figures.block(slot)[this.#figures.offset(slot) + EVENTS] as number;
  }

  #isKey(slot: number, bytes: Uint8Array, length: number): boolean {
    const block = this.#keys.block(slot);
    const offset = this.#keys.offset(slot);
    if (block[offset] === LONG) return this.#longKeys.get(slot) === latin1(bytes, 0, length);
    if (block[offset] !== length) return false;
    for (let i = 0; i < length; i++) if (block[offset + 1 + i] !== bytes[i]) return false;
    return true;
  }
}

function latin1(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.prototype.latin1Slice.call(bytes, start, end);
}
