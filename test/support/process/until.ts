import { setTimeout as delay } from 'node:timers/promises';

/**
 * Asks again and again until there is an answer. Rejects after a minute, a bound for a test that has failed already.
 *
 * @param what is waited for; a function is asked when it was in vain.
 */
export async function until<T>(
  what: string | (() => string),
  ask: () => Promise<T | undefined | false> | T | undefined | false,
): Promise<T> {
  const end = performance.now() + 60_000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() > end)
      throw new Error(`waited for a minute in vain: ${typeof what === 'string' ? what : what()}`);
    await delay(20);
  }
}
