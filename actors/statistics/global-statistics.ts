import { hole, JsonShape } from '../../runtime/base/json-shape.ts';
import type { ActorDefinition } from '../actor.ts';
import { numbersState } from '../state.ts';
import type { Turn } from '../turn.ts';

/** When a result is sent: with each event, when a value other than the counter changed, or at most once in `every` ms of log time. */
export type EmitPolicy = 'every-event' | 'on-change' | { readonly every: number };

export interface GlobalStatisticsSettings {
  readonly emit: EmitPolicy;
}

// Of `held`, for `every`: no interval is running; one is and nothing waits for its end; a result waits for its end.
const IDLE = 0;
const SENT = 1;
const WAITING = 2;

const state = numbersState({ events: 0, active: 0, minimum: 0, maximum: 0, sum: 0, held: 0 });
type Statistics = { -readonly [K in keyof typeof state.fields]: number };

const RESULT = new JsonShape({
  'Message Type': 'Global Streaming Analytics',
  Content: {
    Station: hole,
    Sensor: hole,
    Alarm: hole,
    'Events counter': hole,
    'Active alarms counter': hole,
    'Minimum value': hole,
    'Maximum value': hole,
    'Mean value': hole,
  },
});
const numbers = new Float64Array(8);

/** Running statistics of a key's values over all its events: count, active alarms, minimum, maximum, mean. */
export const globalStatistics: ActorDefinition<Statistics, GlobalStatisticsSettings> = {
  name: 'global-statistics',
  state,

  onEvent(turn, statistics, event, { emit }) {
    const { minimum, maximum, active } = statistics;
    const first = statistics.events === 0;
    const meanBefore = statistics.sum / statistics.events;
    statistics.events++;
    if (event.active) statistics.active++;
    statistics.sum += event.value;
    if (first || event.value < minimum) statistics.minimum = event.value;
    if (first || event.value > maximum) statistics.maximum = event.value;

    if (emit === 'every-event') send(turn, statistics);
    else if (emit === 'on-change') {
      const same =
        minimum === statistics.minimum &&
        maximum === statistics.maximum &&
        active === statistics.active &&
        meanBefore === statistics.sum / statistics.events;
      if (first || !same) send(turn, statistics);
    } else if (statistics.held === IDLE) sendAndHold(turn, statistics, emit.every);
    else statistics.held = WAITING;
  },

  onTimer(turn, statistics, _timer, { emit }) {
    if (statistics.held === WAITING && typeof emit === 'object') sendAndHold(turn, statistics, emit.every);
    else statistics.held = IDLE;
  },
};

function sendAndHold(turn: Turn, statistics: Statistics, every: number): void {
  send(turn, statistics);
  statistics.held = SENT;
  turn.setTimer(turn.logTime + every, { clock: 'log' });
}

function send(turn: Turn, statistics: Statistics): void {
  const { station, sensor, alarm } = turn;
  if (typeof station !== 'number' || typeof sensor !== 'number' || typeof alarm !== 'number') {
    sendNamed(turn, statistics);
    return;
  }
  numbers[0] = station;
  numbers[1] = sensor;
  numbers[2] = alarm;
  numbers[3] = statistics.events;
  numbers[4] = statistics.active;
  numbers[5] = statistics.minimum;
  numbers[6] = statistics.maximum;
  numbers[7] = statistics.sum / statistics.events;
  turn.emitShape('statistics', RESULT, numbers);
}

/** For keys whose tokens are not all numbers. */
function sendNamed(turn: Turn, statistics: Statistics): void {
  turn.emit('statistics', {
    'Message Type': 'Global Streaming Analytics',
    Content: {
      Station: turn.station,
      Sensor: turn.sensor,
      Alarm: turn.alarm,
      'Events counter': statistics.events,
      'Active alarms counter': statistics.active,
      'Minimum value': statistics.minimum,
      'Maximum value': statistics.maximum,
      'Mean value': statistics.sum / statistics.events,
    },
  });
}
