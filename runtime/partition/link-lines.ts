import type { EventLines } from './event-lines.ts';
import { eachLine } from './lines.ts';
import type { PartitionState } from './partition-state.ts';

/**
 * Lets analytics take as events what others of their stage have given for a record, and then what they give themselves, and so on: chains
 * have no loops. By then all other results of the record are there. No time passes with such events.
 */
export class LinkLines {
  readonly #state: PartitionState;
  readonly #lines: EventLines;

  constructor(state: PartitionState, lines: EventLines) {
    this.#state = state;
    this.#lines = lines;
  }

  /** @param sequence the record's. */
  take(sequence: number): void {
    const { links, role, settings } = this.#state;
    if (links === undefined) return;
    this.#state.line = 0;
    for (let part = links.next(); part !== undefined; part = links.next()) {
      const lines = role.linkedLines?.(part, settings);
      if (lines === undefined || lines.length === 0) continue;
      eachLine(lines, lines.length, (start, end) => {
        this.#lines.take(sequence, undefined, '', lines, start, end);
        this.#state.afterPart();
      });
    }
  }
}
