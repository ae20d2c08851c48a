import type { Event } from '../../actors/event.ts';
import { keyTokens } from '../../actors/key.ts';
import { MillraceError, messageOf } from '../base/errors.ts';
import { thrownAt } from '../base/thrown-at.ts';
import type { PlacedClosing } from './closing-order.ts';
import type { PartitionState } from './partition-state.ts';
import { deadLetterResult, type ThrownOn, textOf } from './set-aside.ts';
import type { PendingTimer } from './timers.ts';

/** Gives actors their turns, and deals with the ones that throw. */
export class Turns {
  readonly #state: PartitionState;
  /** Analytics of which it has been told that they throw. */
  readonly #told = new Set<string>();

  constructor(state: PartitionState) {
    this.#state = state;
  }

  /** The event's own turn under the analytic at a position. `bytes[start, end)` is its record. */
  event(position: number, slot: number, event: Event, bytes: Uint8Array, start: number, end: number): void {
    const { turn, analytics } = this.#state;
    const { analytic } = analytics[position] as (typeof analytics)[number];
    turn.begin(position);
    turn.watermark = this.#state.watermarkOf(analytic, slot);
    try {
      analytic.onEvent(slot, event, turn);
      turn.commit();
    } catch (thrown) {
      turn.rollback();
      this.#failed(analytic.id, slot, thrown, {
        line: textOf(bytes, start, end),
        number: this.#state.line,
      });
    }
  }

  /** Reports a window that closed. */
  closing({ closing, analytic: position }: PlacedClosing): void {
    const { turn, analytics } = this.#state;
    turn.atSlot(closing.slot, closing.end);
    turn.begin(position);
    analytics[position]?.analytic.onClosing(closing, turn);
    turn.commit();
    this.#state.afterPart();
  }

  /** Fires a timer. */
  timer(timer: PendingTimer): void {
    const { turn, analytics, changes, timers, watermark } = this.#state;
    const analytic = analytics[timer.analytic]?.analytic;
    changes.touch(timer.slot);
    timers.clear(timer);
    if (analytic === undefined) return;
    turn.atSlot(timer.slot, timer.time, timer.time);
    turn.begin(timer.analytic);
    turn.watermark = watermark.value;
    try {
      analytic.onTimer(timer.slot, { clock: timer.clock, name: timer.name, time: timer.time }, turn);
      turn.commit();
    } catch (thrown) {
      turn.rollback();
      this.#failed(analytic.id, timer.slot, thrown, { timer: timer.name, time: timer.time });
    }
  }

  #failed(analytic: string, slot: number, thrown: unknown, cause: ThrownOn): void {
    const { outbox, quality, settings, table, sequence } = this.#state;
    const key = table.keyOf(slot);
    quality.actorErrors++;
    // A stack costs time: it is looked at for those that are told alone.
    const failed = (fix: string): MillraceError => {
      const place = thrownAt(thrown);
      return new MillraceError('actor-failed', {
        what: `analytic ${analytic} threw: ${messageOf(thrown)}`,
        where: `actor ${key} at input ${sequence + 1}${place === '' ? '' : `, ${place}`}`,
        fix,
        cause: thrown,
      });
    };
    if (settings.actorErrors === 'stop') {
      throw failed('mend the analytic and start again, or set actorErrors: dead-letter');
    }
    if (!this.#told.has(analytic)) {
      this.#told.add(analytic);
      this.#state.onThrown(
        failed('mend the analytic, then `millrace redrive`; its next dead letters are not told here'),
      );
    }
    const [station, sensor, alarm] = keyTokens(key);
    const about = { station, sensor, alarm };
    const total = quality.actorErrors + quality.overQuota;
    outbox.add('dead-letter', slot, deadLetterResult(about, analytic, thrown, cause, total));
  }
}
