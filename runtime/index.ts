// The public names: what a module or a client of a user's own may import from 'millrace'.
export { type Actor, type ActorDefinition, defineActor } from '../actors/actor.ts';
export { type ChainedResult, chainedResult } from '../actors/chaining.ts';
export type { Event } from '../actors/event.ts';
export { type DefinedFormat, defineFormat, type FormatDefinition } from '../actors/formats/define-format.ts';
export type { Fields } from '../actors/formats/json.ts';
export type { KeyToken } from '../actors/key.ts';
export { numbersState, objectState, type StateOptions, type StateSpec } from '../actors/state.ts';
export type { Timer, TimerClock, TimerOptions, Turn } from '../actors/turn.ts';
export { MillraceError } from './base/errors.ts';
export { hole, JsonShape } from './base/json-shape.ts';
export type { Position } from './channel/cursor.ts';
export type { ConsumerOptions, Sent, TenantConsumer, TenantProducer } from './channel/ends.ts';
export type { Line, LineWithId } from './channel/line.ts';
export type { Result } from './channel/result.ts';
export { SendFailure } from './channel/send-failure.ts';
export { openConsumer, openProducer } from './client.ts';
