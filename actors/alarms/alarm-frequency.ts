import { isoTime } from '../../runtime/base/calendar.ts';
import type { ActorDefinition } from '../actor.ts';
import type { AlarmFrequencyConfig } from '../settings.ts';
import { numbersState } from '../state.ts';
import { periodOf } from './period.ts';

const state = numbersState({ start: Number.NaN, end: Number.NaN, activations: 0, told: 0 });
type Frequency = { -readonly [K in keyof typeof state.fields]: number };

/**
 * Adds up the activations of a sensor's alarms in one period, whose parts the partitions send, and tells the sum once no part
 * has come for `settle` milliseconds of log time. A part that comes later still, of a partition that had fallen behind, is
 * told by the sum again, as a revision. An event is a part, its value the activations, its time the end of its period.
 */
export const alarmFrequency: ActorDefinition<Frequency, AlarmFrequencyConfig> = {
  name: 'alarm-frequency',
  state,

  onEvent(turn, frequency, event, { settle }) {
    const { start, end } = periodOf(event);
    // A period that begins at the same time is another one where settings have made it shorter or longer.
    if (frequency.end !== end) {
      frequency.start = start;
      frequency.end = end;
      frequency.activations = 0;
      frequency.told = 0;
    }
    frequency.activations += event.value;
    turn.setTimer(turn.logTime + settle, { clock: 'log' });
  },

  onTimer(turn, frequency, _timer, { id }) {
    const revision = frequency.told++;
    turn.emit('statistics', {
      'Message Type': 'Alarm Frequency',
      Content: {
        Station: turn.station,
        Sensor: turn.sensor,
        'Period start': isoTime(frequency.start),
        'Period end': isoTime(frequency.end),
        Activations: frequency.activations,
        Analytic: id,
        ...(revision > 0 && { Revision: revision }),
      },
    });
  },
};
