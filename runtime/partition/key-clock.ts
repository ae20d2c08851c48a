import { Float64Column } from '../base/columns.ts';
import type { Watermark } from './watermark.ts';

/**
 * A watermark for each key, following its own events. A tick moves those of the keys that still hold open windows, each
 * from its own greatest event time.
 */
export class KeyClock {
  readonly #values = new Float64Column(2);

  /** The key's watermark, or -Infinity. */
  value(slot: number): number {
    return this.#values.block(slot)[this.#values.offset(slot)] as number;
  }

  greatest(slot: number): number {
    return this.#values.block(slot)[this.#values.offset(slot) + 1] as number;
  }

  reset(slot: number): void {
    this.restore(slot, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY);
  }

  restore(slot: number, value: number, greatest: number): void {
    this.#values.block(slot).set([value, greatest], this.#values.offset(slot));
  }

  observe(slot: number, time: number, partition: Watermark): void {
    const greatest = Math.max(this.greatest(slot), Math.min(time, partition.logTime));
    this.restore(slot, Math.max(this.value(slot), greatest - partition.outOfOrderness), greatest);
  }

  pass(slot: number, idle: number, partition: Watermark): void {
    const greatest = this.greatest(slot);
    this.restore(slot, Math.max(this.value(slot), greatest - partition.outOfOrderness + idle), greatest);
  }
}
