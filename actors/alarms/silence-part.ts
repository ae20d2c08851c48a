import { isoTime } from '../../runtime/base/calendar.ts';
import type { ActorDefinition } from '../actor.ts';
import type { SilenceConfig } from '../settings.ts';
import { numbersState } from '../state.ts';
import type { Turn } from '../turn.ts';
import { dueOf, hear, type Silence, silenceFields } from './silence.ts';

/** Milliseconds of log time after which a key that is still active says so again. */
export const RETOLD = 600_000;

/** What a key says of itself to whoever puts its sensor or station together. `forgotten`: nothing more will come of it. */
export type SilencePartState = 'active' | 'quiet' | 'forgotten';

const FORGOTTEN = 'forgotten';

const state = numbersState({
  ...silenceFields,
  /** Log time at which it last said that it is active; NaN where what it last said is something else. */
  told: Number.NaN,
});
type Part = { -readonly [K in keyof typeof state.fields]: number };

/**
 * Listens to a key as `silence` does, and says when it has become active or quiet: the other keys of its sensor may be in other
 * partitions. What is active is said again now and then, so that a merge stage that wasn't told (its settings came later)
 * learns of it; and a key that is to be forgotten says so, or it would be waited for.
 */
export const silencePart: ActorDefinition<Part, SilenceConfig> = {
  name: 'silence-part',
  state,

  onEvent(turn, key, event, settings) {
    hear(turn, key, event, settings);
    const { expireAfter } = settings;
    if (expireAfter !== undefined) turn.setTimer(turn.logTime + expireAfter, { clock: 'log', name: FORGOTTEN });
    const due = dueOf(key, settings);
    if (key.silent === 1 || due <= turn.watermark || due === Number.POSITIVE_INFINITY) return;
    if (turn.logTime - key.told < RETOLD) return;
    key.told = turn.logTime;
    tell(turn, key, 'active', due, settings);
  },

  onTimer(turn, key, timer, settings) {
    // The end of a bounded input is nobody's silence.
    if (turn.watermark === Number.POSITIVE_INFINITY) return;
    const wasActive = !Number.isNaN(key.told);
    key.told = Number.NaN;
    if (timer.name === FORGOTTEN) {
      if (wasActive) tell(turn, key, 'forgotten', timer.time, settings);
      return;
    }
    key.silent = 1;
    tell(turn, key, 'quiet', timer.time, settings);
  },
};

function tell(turn: Turn, { last }: Silence, state: SilencePartState, due: number, { id }: SilenceConfig): void {
  turn.emit('partial', {
    'Message Type': 'Silence',
    Content: {
      Station: turn.station,
      Sensor: turn.sensor,
      Alarm: turn.alarm,
      State: state,
      'Last event': isoTime(last),
      'Expected by': isoTime(due),
      Analytic: id,
    },
  });
}
