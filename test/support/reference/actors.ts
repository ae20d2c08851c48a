import { defineActor } from '../../../actors/actor.ts';
import { type Modules, noModules } from '../../../actors/catalog.ts';
import { numbersState, objectState } from '../../../actors/state.ts';

/**
 * Numbers, with timers of both clocks: `idle` is moved with every event, `beat` sets itself again. Throws on some values,
 * having changed its state, emitted and set timers.
 */
const counting = defineActor({
  name: 'counting',
  state: numbersState({ events: 0, sum: 0, beats: 0, last: Number.NaN }),
  onEvent(turn, state, event) {
    state.events++;
    state.sum += event.value;
    state.last = event.time;
    turn.setTimer(event.time + 4000, { name: 'idle' });
    if (state.events % 3 === 1) turn.setTimer(turn.logTime + 2500, { clock: 'log', name: 'beat' });
    if (event.value === 241.5) turn.clearTimer({ clock: 'log', name: 'beat' });
    turn.emit('counts', { ...state, key: turn.key, watermark: finite(turn.watermark), logTime: turn.logTime });
    if (event.value === -3) throw new Error(`no ${event.value} at ${state.events}`);
  },
  onTimer(turn, state, timer) {
    state.beats++;
    turn.emit('timers', { ...timer, beats: state.beats, key: turn.key, logTime: finite(turn.logTime) });
    if (state.beats % 5 === 4) throw new Error('no fourth beat');
    if (timer.clock === 'log' && state.beats % 7 !== 0) {
      turn.setTimer(turn.logTime + 2500, { clock: 'log', name: 'beat' });
    }
  },
});

interface Memory {
  seen: Map<string, { values: number[]; at: Date }>;
  alarms: Set<number | string>;
  note?: string | undefined;
}

/** An object with a Map, a Set, a Date and lists; sometimes returned anew instead of changed. */
const remembering = defineActor<Memory, { most: number }>({
  name: 'remembering',
  state: objectState(() => ({ seen: new Map(), alarms: new Set() })),
  settings: (given) => ({ most: 3, ...(given as object) }),
  onEvent(turn, state, event, { most }) {
    const key = event.active ? 'on' : 'off';
    const entry = state.seen.get(key) ?? { values: [], at: new Date(0) };
    entry.values = [...entry.values, event.value].slice(-most);
    entry.at = new Date(event.time);
    state.seen.set(key, entry);
    state.alarms.add(event.value);
    if (event.value === 0.1) throw new TypeError('no tenth');
    turn.emit('memory', { key: turn.key, seen: [...state.seen], alarms: [...state.alarms], note: state.note });
    if (state.alarms.size > 4) return { seen: new Map(), alarms: new Set([turn.alarm]), note: undefined };
    if (event.value === 240) state.note = `240 at ${event.time}`;
    return undefined;
  },
});

function finite(time: number): number | null {
  return Number.isFinite(time) ? time : null;
}

/** The names that settings give these actors. */
export const ownActors = { counting: './counting.ts', remembering: './remembering.ts' } as const;

/** Both, as loaded modules. */
export const ownModules: Modules = {
  ...noModules,
  actors: new Map([
    [ownActors.counting, counting],
    [ownActors.remembering, remembering],
  ]),
};
