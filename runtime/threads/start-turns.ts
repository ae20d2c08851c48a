import { setImmediate as nextRound } from 'node:timers/promises';

let last = Promise.resolve();

/**
 * Resolves for one caller of this thread after the other, each in a round of the event loop of its own. Hundreds of partitions begin at
 * once when a thread does, and on files none of them waits for anything: without a round between, the thread would give no sign of
 * life before all have begun, and be taken for silent.
 */
export function startTurn(): Promise<void> {
  last = last.then(() => nextRound());
  return last;
}
