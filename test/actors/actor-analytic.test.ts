import { expect, test } from 'vitest';
import { defineActor } from '../../actors/actor.ts';
import { ActorAnalytic } from '../../actors/actor-analytic.ts';
import type { Event } from '../../actors/event.ts';
import { objectState } from '../../actors/state.ts';
import type { Turn } from '../../actors/turn.ts';

test('a turn that returns a promise is refused, whether or not that fails, and its state is as before', async () => {
  const state = objectState(() => ({ events: 0 }));
  const actor = defineActor({
    name: 'later',
    state,
    onEvent: (_turn, draft) => {
      draft.events++;
      return Promise.reject(new Error('nobody waits')) as never;
    },
  });
  const analytic = new ActorAnalytic<{ events: number }, unknown>('later', actor as never, undefined);
  expect(() => analytic.onEvent(0, {} as Event, {} as Turn)).toThrow(/^returned a promise: /);
  expect(analytic.holds(0)).toBe(false);
  await new Promise(setImmediate);
});
