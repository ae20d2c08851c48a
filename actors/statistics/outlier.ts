import { isoTime } from '../../runtime/base/calendar.ts';
import type { ActorDefinition } from '../actor.ts';
import type { OutlierConfig } from '../settings.ts';
import { numbersState } from '../state.ts';

const state = numbersState({
  events: 0,
  mean: 0,
  /** Sum of the squared differences from the mean. */
  squares: 0,
});
type Moments = { -readonly [K in keyof typeof state.fields]: number };

/**
 * Reports a value that is further from the mean of the key's values before it than so many of their standard deviations.
 * Mean and deviation run along with the events, in log order (Welford, "Note on a method for calculating corrected sums of
 * squares and products", Technometrics 1962); the deviation is that of a sample.
 */
export const outlier: ActorDefinition<Moments, OutlierConfig> = {
  name: 'outlier',
  state,

  onEvent(turn, moments, event, { id, deviations, minimum }) {
    const { events, mean, squares } = moments;
    const { value } = event;
    const difference = value - mean;
    const deviation = Math.sqrt(squares / (events - 1));
    if (events >= minimum && Math.abs(difference) > deviations * deviation) {
      turn.emit('alert', {
        'Message Type': 'Alert',
        Content: {
          Type: 2,
          Message: 'A value is far from the usual ones.',
          Station: turn.station,
          Sensor: turn.sensor,
          Alarm: turn.alarm,
          'Event time': isoTime(event.time),
          Value: value,
          'Mean value': mean,
          'Standard deviation': deviation,
          Analytic: id,
        },
      });
    }
    moments.events = events + 1;
    moments.mean = mean + difference / (events + 1);
    moments.squares = squares + difference * (value - moments.mean);
  },
};
