import type { TimerClock } from '../../actors/turn.ts';
import { hashKey } from '../base/fnv.ts';
import { NO_SLOT } from './actor-table.ts';
import type { KeptHours } from './hours.ts';
import type { PartitionState } from './partition-state.ts';

/** An actor as a checkpoint holds it: all plain data, an analytic's state at its position. */
export type EncodedActor = readonly [
  key: string,
  figures: readonly [
    events: number,
    lastSequence: number,
    lastTime: number,
    lastArrival: number,
    lastValue: number,
    lastActive: 0 | 1,
  ],
  states: readonly unknown[],
  timers: readonly (readonly [analytic: number, clock: TimerClock, name: string, time: number])[],
  keyClock: readonly [watermark: number, greatest: number] | null,
  /** Undefined in a checkpoint of an older version. */
  rollups?: readonly number[],
];

/** What of an actor depends on the time of its partition. */
export interface EncodingTime {
  /** The partition's watermark. */
  readonly watermark: number;
  readonly kept: KeptHours;
}

/** What all actors of a checkpoint have in common. */
export interface CodecHead {
  /** The partition's watermark. */
  readonly watermark: number;
  /** State versions of the analytics, by position. */
  readonly versions: readonly number[];
}

export function encodeActor(state: PartitionState, slot: number, { watermark, kept }: EncodingTime): EncodedActor {
  const { table, analytics, timers, keyClock, rollups } = state;
  const { events, lastSequence, lastTime, lastArrival, lastValue, lastActive } = table.figuresOf(slot);
  return [
    table.keyOf(slot),
    [events, lastSequence, lastTime, lastArrival, lastValue, lastActive ? 1 : 0],
    analytics.map(({ analytic }) => {
      const own = analytic.clock === 'key' ? keyClock.value(slot) : watermark;
      return analytic.encode(slot, own) ?? null;
    }),
    timers.of(slot).map(({ analytic, clock, name, time }) => [analytic, clock, name, time] as const),
    state.keyClocked ? [keyClock.value(slot), keyClock.greatest(slot)] : null,
    rollups.encode(slot, kept),
  ];
}

/** Puts an actor where it was; one that is there already is newer and stays. */
export function decodeActor(state: PartitionState, encoded: EncodedActor, head: CodecHead): void {
  const [key, figures, states, timers, keyClock, rollups = []] = encoded;
  const bytes = Buffer.from(key, 'latin1');
  const hash = hashKey(bytes);
  if (state.table.find(bytes, bytes.length, hash) !== NO_SLOT) return;
  const slot = state.table.assign(bytes, bytes.length, hash);
  const [events, lastSequence, lastTime, lastArrival, lastValue, lastActive] = figures;
  state.table.setFigures(slot, {
    events,
    lastSequence,
    lastTime,
    lastArrival,
    lastValue,
    lastActive: lastActive === 1,
  });
  if (keyClock !== null) state.keyClock.restore(slot, keyClock[0], keyClock[1]);
  state.analytics.forEach(({ analytic }, position) => {
    const own = states[position];
    if (own === null || own === undefined) return;
    const watermark = analytic.clock === 'key' ? state.keyClock.value(slot) : head.watermark;
    analytic.decode(slot, own, head.versions[position] ?? 1, watermark);
  });
  for (const [analytic, clock, name, time] of timers) state.timers.set({ slot, analytic, clock, name, time });
  state.rollups.decode(slot, rollups);
  if (events > 0) state.expiry.watch(slot, lastArrival, state.expiry.swept);
}
