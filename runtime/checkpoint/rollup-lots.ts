import type { HourlyRollup } from '../../connectors/archive.ts';
import { limits } from '../base/limits.ts';

/** Gathers roll-ups into lots of {@link limits.archivedRows}. */
export class RollupLots {
  #full: (readonly HourlyRollup[])[] = [];
  #lot: HourlyRollup[] = [];

  add(rollup: HourlyRollup): void {
    this.#lot.push(rollup);
    if (this.#lot.length === limits.archivedRows) this.#close();
  }

  /** Takes the full lots. @param last also the one that isn't. */
  take(last: boolean): readonly (readonly HourlyRollup[])[] {
    if (last && this.#lot.length > 0) this.#close();
    const full = this.#full;
    this.#full = [];
    return full;
  }

  #close(): void {
    this.#full.push(this.#lot);
    this.#lot = [];
  }
}
