import { OLDER } from '../../connectors/archive.ts';
import { HOUR } from '../base/calendar.ts';
import { Int32Column } from '../base/columns.ts';
import { hourOf, type KeptHours, OUTSIDE } from './hours.ts';

// Of a row: twice its hour, and 1 while the archive has another value; its counts; the next row of its key, plus 1.
const HOUR_AND_MARK = 0;
const EVENTS = 1;
const ACTIVATIONS = 2;
const NEXT = 3;
const WIDTH = 4;

/** Told of a row: its hour in milliseconds since 1970-01-01Z or {@link OLDER}, and its counts. */
export type OnRollup = (hour: number, events: number, activations: number) => void;

/**
 * Events and activations of each key by hour: for each slot a list of rows, the latest hour first. A row stays until its hour
 * is kept no more *and* the archive has it.
 */
export class Rollups {
  /** First row of each slot, plus 1. */
  readonly #first = new Int32Column();
  readonly #rows = new Int32Column(WIDTH);
  #high = 0;
  /** First of the rows that may be used again, plus 1. */
  #free = 0;

  /** Counts an event. */
  note(slot: number, time: number, active: boolean, kept: KeptHours): void {
    const row = this.#rowFor(slot, kept.placeOf(hourOf(time)));
    const block = this.#rows.block(row);
    const at = this.#rows.offset(row);
    block[at + HOUR_AND_MARK] = (block[at + HOUR_AND_MARK] as number) | 1;
    block[at + EVENTS] = (block[at + EVENTS] as number) + 1;
    if (active) block[at + ACTIVATIONS] = (block[at + ACTIVATIONS] as number) + 1;
  }

  /** Whether a slot has rows that are kept, or that the archive has not got yet. */
  holds(slot: number, kept: KeptHours): boolean {
    for (let row = this.#first.get(slot) - 1; row >= 0; row = this.#value(row, NEXT) - 1) {
      if (this.#isNeeded(row, kept)) return true;
    }
    return false;
  }

  /**
   * The rows of a slot that are kept, for a checkpoint: hour, events, activations, and so on; the first hour as it is, every
   * other one as how far it lies before.
   */
  encode(slot: number, kept: KeptHours): number[] {
    const encoded: number[] = [];
    let before = 0;
    for (let row = this.#first.get(slot) - 1; row >= 0; row = this.#value(row, NEXT) - 1) {
      const hour = this.#hour(row);
      if (!kept.has(hour)) continue;
      const distance = encoded.length === 0 ? hour : before - hour;
      encoded.push(distance, this.#value(row, EVENTS), this.#value(row, ACTIVATIONS));
      before = hour;
    }
    return encoded;
  }

  /** The inverse of {@link encode}, on a slot without rows. The archive has them. */
  decode(slot: number, encoded: readonly number[]): void {
    let hour = 0;
    let last = -1;
    for (let i = 0; i + 2 < encoded.length; i += 3) {
      hour = i === 0 ? (encoded[0] as number) : hour - (encoded[i] as number);
      const row = this.#make(hour, 0);
      this.#set(row, EVENTS, encoded[i + 1] as number);
      this.#set(row, ACTIVATIONS, encoded[i + 2] as number);
      if (last < 0) this.#first.set(slot, row + 1);
      else this.#set(last, NEXT, row + 1);
      last = row;
    }
  }

  /**
   * Tells of the rows of a slot that the archive has another value of, or of all, and takes it that it has them now; then drops
   * those that are not kept any more.
   */
  report(slot: number, all: boolean, kept: KeptHours, onRollup: OnRollup): void {
    for (let row = this.#first.get(slot) - 1; row >= 0; row = this.#value(row, NEXT) - 1) {
      const marked = this.#value(row, HOUR_AND_MARK);
      if (!all && (marked & 1) === 0) continue;
      const hour = marked >> 1;
      const time = hour === OUTSIDE ? OLDER : hour * HOUR;
      onRollup(time, this.#value(row, EVENTS), this.#value(row, ACTIVATIONS));
      this.#set(row, HOUR_AND_MARK, marked & ~1);
    }
    this.drop(slot, kept);
  }

  /** Drops the rows of a slot that are neither kept nor still to be archived. */
  drop(slot: number, kept: KeptHours): void {
    let last = -1;
    let row = this.#first.get(slot) - 1;
    while (row >= 0) {
      const next = this.#value(row, NEXT);
      if (this.#isNeeded(row, kept)) last = row;
      else {
        if (last < 0) this.#first.set(slot, next);
        else this.#set(last, NEXT, next);
        this.#set(row, NEXT, this.#free);
        this.#free = row + 1;
      }
      row = next - 1;
    }
  }

  #rowFor(slot: number, hour: number): number {
    let last = -1;
    let row = this.#first.get(slot) - 1;
    while (row >= 0 && this.#hour(row) > hour) {
      last = row;
      row = this.#value(row, NEXT) - 1;
    }
    if (row >= 0 && this.#hour(row) === hour) return row;
    const made = this.#make(hour, row + 1);
    if (last < 0) this.#first.set(slot, made + 1);
    else this.#set(last, NEXT, made + 1);
    return made;
  }

  #make(hour: number, next: number): number {
    let row = this.#free - 1;
    if (row >= 0) this.#free = this.#value(row, NEXT);
    else row = this.#high++;
    this.#rows.block(row).set([hour << 1, 0, 0, next], this.#rows.offset(row));
    return row;
  }

  #isNeeded(row: number, kept: KeptHours): boolean {
    const marked = this.#value(row, HOUR_AND_MARK);
    return (marked & 1) === 1 || kept.has(marked >> 1);
  }

  #hour(row: number): number {
    return this.#value(row, HOUR_AND_MARK) >> 1;
  }

  #value(row: number, field: number): number {
    return this.#rows.block(row)[this.#rows.offset(row) + field] as number;
  }

  #set(row: number, field: number, value: number): void {
    this.#rows.block(row)[this.#rows.offset(row) + field] = value;
  }
}
