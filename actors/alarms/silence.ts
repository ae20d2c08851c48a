import { isoTime } from '../../runtime/base/calendar.ts';
import type { ActorDefinition } from '../actor.ts';
import type { Event } from '../event.ts';
import type { SilenceConfig } from '../settings.ts';
import { numbersState } from '../state.ts';
import type { Turn } from '../turn.ts';

/** Event times are whole seconds in many formats: no estimate is finer. */
const GRANULARITY = 1000;

/** What is known of a key that is listened to. */
export const silenceFields = {
  /** Greatest event time of the key. */
  last: Number.NaN,
  /** Intervals between events that the estimate is made of, its mean and mean deviation. */
  intervals: 0,
  mean: 0,
  deviation: 0,
  /** 1 since a silence was reported, until an event ends it. */
  silent: 0,
};
export type Silence = { -readonly [K in keyof typeof silenceFields]: number };

/**
 * Reports a key that has sent nothing for too long, once a silence, by event time.
 *
 * The usual interval is the estimate that TCP waits for an answer by (Jacobson, "Congestion avoidance and control", SIGCOMM
 * 1988; RFC 6298): an exponentially smoothed mean of the intervals (1/8 of each new one) and four times their smoothed mean
 * deviation (1/4), at least a second. An interval that was reported counts as the limit that it passed, so that one long
 * outage doesn't hide the next and a key that has become slower is learned all the same. Only events that move the key's
 * greatest time on count.
 */
export const silence: ActorDefinition<Silence, SilenceConfig> = {
  name: 'silence',
  state: numbersState(silenceFields),

  onEvent(turn, key, event, settings) {
    hear(turn, key, event, settings);
  },

  onTimer(turn, key, timer, { id }) {
    // The end of a bounded input is nobody's silence.
    if (turn.watermark === Number.POSITIVE_INFINITY) return;
    key.silent = 1;
    const { station, sensor, alarm } = turn;
    turn.emit('alert', silenceAlert({ Station: station, Sensor: sensor, Alarm: alarm }, key.last, timer.time, id));
  },
};

/** Takes an event: learns from it, and waits for the next. */
export function hear(turn: Turn, key: Silence, event: Event, settings: SilenceConfig): void {
  if (event.time <= key.last) return;
  if (!Number.isNaN(key.last)) learn(key, event.time - key.last, settings);
  key.last = event.time;
  const due = dueOf(key, settings);
  if (due === Number.POSITIVE_INFINITY) return;
  // One so old that the next is overdue already ends no silence, and begins one where there is none.
  if (due > turn.watermark) key.silent = 0;
  if (key.silent === 0) turn.setTimer(due);
}

/** When the next event is overdue; Infinity where nothing is known of the key yet. */
export function dueOf(key: Silence, settings: SilenceConfig): number {
  return Math.ceil(key.last + limitOf(key, settings));
}

/** @param of the key, or the sensor or station. */
export function silenceAlert(of: object, last: number, due: number, id: string): object {
  return {
    'Message Type': 'Alert',
    Content: {
      Type: 1,
      Message: 'Nothing has been received for too long.',
      ...of,
      'Last event': isoTime(last),
      'Expected by': isoTime(due),
      Analytic: id,
    },
  };
}

function limitOf({ intervals, mean, deviation }: Silence, { after, factor, minimum }: SilenceConfig): number {
  if (after !== 'usual') return after;
  if (intervals < minimum) return Number.POSITIVE_INFINITY;
  return factor * (mean + Math.max(GRANULARITY, 4 * deviation));
}

function learn(key: Silence, interval: number, settings: SilenceConfig): void {
  const counted = key.silent === 1 ? Math.min(interval, limitOf(key, settings)) : interval;
  key.intervals++;
  if (key.intervals === 1) {
    key.mean = counted;
    key.deviation = counted / 2;
    return;
  }
  key.deviation += (Math.abs(key.mean - counted) - key.deviation) / 4;
  key.mean += (counted - key.mean) / 8;
}
