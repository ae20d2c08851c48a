import type { HourlyRollup, LotForm } from '../../connectors/archive.ts';
import { limits } from '../base/limits.ts';

/** Gathers roll-ups into the lots that an archive takes at least cost. */
export class RollupLots {
  readonly #form: LotForm;
  #full: (readonly HourlyRollup[])[] = [];
  /** By place. */
  readonly #open = new Map<number, HourlyRollup[]>();
  #waiting = 0;

  constructor(form: LotForm) {
    this.#form = form;
  }

  add(rollup: HourlyRollup): void {
    const place = this.#form.placeOf(rollup);
    const lot = this.#open.get(place);
    if (lot === undefined) this.#open.set(place, [rollup]);
    else lot.push(rollup);
    this.#waiting++;
    if (lot?.length === this.#form.most) this.#close(place, lot);
    // Many places with little each: such lots cost more, but memory has a bound.
    if (this.#waiting === limits.gatheredRows) this.#closeAll();
  }

  /** Takes the full lots. @param last also those that are not. */
  take(last: boolean): readonly (readonly HourlyRollup[])[] {
    if (last) this.#closeAll();
    const full = this.#full;
    this.#full = [];
    return full;
  }

  #closeAll(): void {
    for (const [place, lot] of this.#open) this.#close(place, lot);
  }

  #close(place: number, lot: readonly HourlyRollup[]): void {
    this.#full.push(lot);
    this.#open.delete(place);
    this.#waiting -= lot.length;
  }
}
