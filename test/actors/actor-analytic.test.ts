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

class Reading {
  readonly value = 1;
}
const circle: { inner?: unknown } = {};
circle.inner = circle;

test.each<[string, unknown, string]>([
  ['an object of a class', new Reading(), 'state.kept is a Reading'],
  ['a function in a list', [1, () => 1], 'state.kept[..] is a function'],
  ['a symbol in a Map', new Map([[Symbol('a'), 1]]), 'state.kept[..] is a symbol'],
  ['a promise', Promise.resolve(), 'state.kept is a Promise'],
  ['a circle', circle, 'goes round in a circle'],
])('a turn that leaves %s in its state is refused, and the actor goes on as before', (_, kept, message) => {
  const plain = { list: [1], map: new Map([[1, new Set(['a'])]]), at: new Date(0), bytes: new Uint8Array(2) };
  let next: (state: { events: number; kept?: unknown }) => unknown = (state) => {
    state.kept = plain;
    return undefined;
  };
  const actor = defineActor({
    name: 'keeping',
    state: objectState(() => ({ events: 0 }) as { events: number; kept?: unknown }),
    onEvent: (_turn, state) => {
      state.events++;
      return next(state) as never;
    },
  });
  const analytic = new ActorAnalytic('keeping', actor as never, undefined);
  const take = (): void => analytic.onEvent(0, {} as Event, {} as Turn);
  take();
  next = (state) => {
    state.kept = kept;
    return undefined;
  };
  expect(take).toThrow(message);
  next = () => ({ events: 9, kept });
  expect(take).toThrow(message);
  next = () => 5;
  expect(take).toThrow('state is a number');
  next = () => undefined;
  take();
  expect(analytic.encode(0)).toEqual({ events: 2, kept: plain });
});
