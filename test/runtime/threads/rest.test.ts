import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Rest } from '../../../runtime/threads/rest.ts';

/** Longer than any test: only the signal ends it. */
const FOREVER = 1_000_000_000;

async function sleep(signal: AbortSignal): Promise<void> {
  await delay(FOREVER, undefined, { signal }).catch(() => undefined);
}

test('a rest ends by any signal that it watches, and the next one begins anew', async () => {
  const rest = new Rest();
  const signals = Array.from({ length: 3 }, () => new AbortController());
  for (const { signal } of signals) {
    rest.endBy(signal);
    rest.endBy(signal);
  }
  for (const controller of signals) {
    const resting = rest.during(sleep);
    controller.abort();
    await resting;
  }
  let isOver = false;
  const last = rest.during(sleep).then(() => {
    isOver = true;
  });
  await delay(1);
  expect(isOver).toBe(false);
  rest.end();
  await last;
});

test('what happens between two rests ends the next one', async () => {
  const rest = new Rest();
  const gone = AbortSignal.abort();
  rest.endBy(gone);
  await rest.during(sleep);
  rest.end();
  await rest.during(sleep);
});

test('a promise ends one rest, and is not asked for again before it has resolved', async () => {
  const rest = new Rest();
  const moved = Promise.withResolvers<void>();
  let asked = 0;
  const ask = async (): Promise<void> => {
    asked++;
    await moved.promise;
  };
  rest.endAfter(ask);
  rest.endAfter(ask);
  moved.resolve();
  await rest.during(sleep);
  expect(asked).toBe(1);
  rest.endAfter(ask);
  await rest.during(sleep);
  expect(asked).toBe(2);
});
