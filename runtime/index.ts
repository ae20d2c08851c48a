// The public names: what a module of a user's own may import from 'millrace'.
export { type Actor, type ActorDefinition, defineActor } from '../actors/actor.ts';
export type { Event } from '../actors/event.ts';
export { type DefinedFormat, defineFormat, type FormatDefinition } from '../actors/formats/define-format.ts';
export type { Fields } from '../actors/formats/json.ts';
export type { KeyToken } from '../actors/key.ts';
export { numbersState, objectState, type StateOptions, type StateSpec } from '../actors/state.ts';
export type { Timer, TimerClock, TimerOptions, Turn } from '../actors/turn.ts';
export { hole, JsonShape } from './base/json-shape.ts';
