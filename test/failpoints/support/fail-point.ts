import type { NewRecord } from '../../../connectors/log.ts';
import { MillraceError } from '../../../runtime/base/errors.ts';
import { type Call, Crash, type Intercept } from '../../support/owner/intercept.ts';

/**
 * What becomes of the call: the owner dies before it is made, or when it is made and not answered yet, or when the first half of
 * its records is stored; or it fails without an answer, not made or made, and the owner lives on.
 */
export type Effect = 'crash before' | 'crash after' | 'crash halfway' | 'lost' | 'unanswered';

/** A call at which something happens. */
export interface FailPoint {
  readonly matches: (call: Call) => boolean;
  /** Which of the calls that match, from 1. */
  readonly nth: number;
  readonly effect: Effect;
}

/** Lets something happen at a fail-point, once. */
export class FailPointWatch {
  readonly #point: FailPoint;
  #calls = 0;
  #isMet = false;

  constructor(point: FailPoint) {
    this.#point = point;
  }

  /** Whether the owner came to the point. */
  get isMet(): boolean {
    return this.#isMet;
  }

  readonly intercept: Intercept = async (call, perform) => {
    const { matches, nth, effect } = this.#point;
    if (!matches(call) || ++this.#calls !== nth) return await perform();
    this.#isMet = true;
    if (effect === 'crash before') throw new Crash();
    if (effect === 'lost') throw lostAnswer();
    if (effect === 'crash halfway') {
      const [records, ...rest] = call.args as [readonly NewRecord[], ...unknown[]];
      await perform([records.slice(0, Math.ceil(records.length / 2)), ...rest]);
    } else await perform();
    throw effect === 'unanswered' ? lostAnswer() : new Crash();
  };
}

/** What a connector throws when it was not answered. */
export function lostAnswer(): MillraceError {
  return new MillraceError('outcome-unknown', {
    what: 'the answer was lost',
    where: 'the fail-point',
    fix: 'read back what is stored',
  });
}
