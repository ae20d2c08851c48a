import { isoTime } from '../../runtime/base/calendar.ts';
import type { ActorDefinition } from '../actor.ts';
import type { CriticalRateConfig } from '../settings.ts';
import { numbersState } from '../state.ts';
import { periodOf } from './period.ts';

const state = numbersState({ end: Number.NaN, alerts: 0, firstInput: 0, told: 0 });
type Rate = { -readonly [K in keyof typeof state.fields]: number };

/**
 * Counts the window alerts of a station, or of the tenant, in one period and says once when they have become more than the
 * bound. An event is a window alert, its time that of its window's end.
 *
 * Partitions may be hours of event time apart, so it goes by no watermark: it answers as soon as there are too many, and the
 * same alerts in any order between partitions give the same answers. Each period has an actor of its own, forgotten after
 * `expireAfter`.
 */
export const criticalRate: ActorDefinition<Rate, CriticalRateConfig> = {
  name: 'critical-rate',
  state,

  onEvent(turn, rate, event, { id, bound }) {
    const { start, end } = periodOf(event);
    // A period that begins at the same time is another one where settings have made it shorter or longer.
    if (rate.end !== end) {
      rate.end = end;
      rate.alerts = 0;
      rate.told = 0;
    }
    if (rate.alerts === 0) rate.firstInput = turn.input;
    rate.alerts++;
    if (rate.alerts <= bound || rate.told === 1) return;
    rate.told = 1;
    const alert = {
      'Message Type': 'Alert',
      Content: {
        Type: 3,
        Message: 'Very high rate of alarms detected.',
        Station: turn.station,
        'Period start': isoTime(start),
        'Period end': isoTime(end),
        'Window alerts': rate.alerts,
        Analytic: id,
      },
    };
    turn.emit('alert', alert, rate.firstInput);
  },
};
