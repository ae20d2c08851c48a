import { compareKeys, type KeyTokens } from '../../actors/key.ts';
import type { PendingTimer } from './timers.ts';

/** The order in which timers due at once fire: by time, the analytic's position, key, clock, name. */
export function inTimerOrder(timers: PendingTimer[], tokensOf: (slot: number) => KeyTokens): PendingTimer[] {
  if (timers.length < 2) return timers;
  return timers
    .map((timer) => ({ timer, tokens: tokensOf(timer.slot) }))
    .sort(
      (a, b) =>
        a.timer.time - b.timer.time ||
        a.timer.analytic - b.timer.analytic ||
        compareKeys(a.tokens, b.tokens) ||
        compareText(a.timer.clock, b.timer.clock) ||
        compareText(a.timer.name, b.timer.name),
    )
    .map(({ timer }) => timer);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
