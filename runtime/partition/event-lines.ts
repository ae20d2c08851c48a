import { Event } from '../../actors/event.ts';
import { NO_SLOT } from './actor-table.ts';
import { decodeLine, isOfKey } from './decode-line.ts';
import type { EventTurns } from './event-turns.ts';
import type { PartitionState } from './partition-state.ts';
import type { Passage } from './passage.ts';
import { wrongLineResult } from './set-aside.ts';

/** Takes lines of a partition's input, each as an event or as a wrong line. */
export class EventLines {
  readonly #state: PartitionState;
  readonly #passage: Passage;
  readonly #turns: EventTurns;
  readonly #bounded: boolean;
  /** The newest one taken. */
  readonly event = new Event();

  /** @param bounded the input is a file: a record arrives at the greatest event time so far. */
  constructor(state: PartitionState, passage: Passage, turns: EventTurns, bounded: boolean) {
    this.#state = state;
    this.#passage = passage;
    this.#turns = turns;
    this.#bounded = bounded;
  }

  /**
   * Takes bytes[start, end), a line without its newline.
   *
   * @param arrival undefined: it did not arrive, and comes of a record that did.
   * @param key the one it was sent with; empty when none.
   */
  take(
    sequence: number,
    arrival: number | undefined,
    key: string,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): void {
    const { watermark, quality, maxLineBytes, place, format } = this.#state;
    const event = this.event;
    quality.records++;
    quality.bytes += end - start;
    let wrong = decodeLine(format, maxLineBytes, bytes, start, end, event);
    if (wrong === '' && key !== '' && !isOfKey(event, key)) wrong = `its key is not the one it was sent with, ${key}`;
    if (wrong === '' && place.count > 1 && event.hash % place.count !== place.index) {
      wrong = 'its key belongs to another partition';
    }
    if (arrival === undefined) event.arrival = watermark.logTime;
    else event.arrival = watermark.arrive(this.#bounded && wrong === '' && event.time > arrival ? event.time : arrival);
    if (wrong !== '') {
      this.#takeWrong(bytes, start, end, wrong);
      return;
    }
    event.sequence = sequence;
    const isOutOfOrder = event.time < watermark.greatest;
    watermark.observe(event.time);
    if (!this.#turns.take(event, bytes, start, end)) return;
    quality.events++;
    if (isOutOfOrder) quality.outOfOrder++;
    if (event.time > event.arrival) quality.early++;
  }

  #takeWrong(bytes: Uint8Array, start: number, end: number, reason: string): void {
    const { outbox, quality, maxLineBytes, line, timers, turn, watermark } = this.#state;
    if (timers.size > 0) {
      turn.logTime = watermark.logTime;
      this.#passage.fireDue();
    }
    quality.wrong++;
    if (end - start > maxLineBytes) quality.tooLong++;
    outbox.add('error', NO_SLOT, wrongLineResult(bytes, start, end, maxLineBytes, reason, quality.wrong, line));
  }
}
