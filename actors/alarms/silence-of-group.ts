import type { ActorDefinition } from '../actor.ts';
import type { Event } from '../event.ts';
import type { SilenceConfig } from '../settings.ts';
import { objectState } from '../state.ts';
import type { Turn } from '../turn.ts';
import { silenceAlert } from './silence.ts';
import type { SilencePartState } from './silence-part.ts';

/** What a key of the group says: its name within it, and when its next event is or was due. */
export interface SilencePart {
  readonly name: string;
  readonly state: SilencePartState;
  readonly due: number;
}

interface Group {
  /** Names of the keys that are active. */
  active: string[];
  /** Greatest event time, and time at which an event was due, of the keys that have become quiet. */
  last: number;
  due: number;
  /** Whether its silence was reported and no key has become active since. */
  silent: boolean;
}

/**
 * Reports a sensor or station once all of its keys are quiet, and none has become active for `settle` milliseconds of log time:
 * keys are in several partitions, which may be apart. Any key that becomes active ends the silence. An event is what a key says
 * of itself, its time that of the key's last event.
 */
export const silenceOfGroup: ActorDefinition<Group, SilenceConfig> = {
  name: 'silence-of-group',
  state: objectState((): Group => ({ active: [], last: -Infinity, due: -Infinity, silent: false })),

  onEvent(turn, group, event, settings) {
    const { name, state, due } = partOf(event);
    if (state === 'active') {
      if (!group.active.includes(name)) group.active.push(name);
      group.silent = false;
      turn.clearTimer({ clock: 'log' });
      return undefined;
    }
    group.active = group.active.filter((other) => other !== name);
    if (state === 'forgotten') return undefined;
    group.last = Math.max(group.last, event.time);
    group.due = Math.max(group.due, due);
    if (group.active.length > 0 || group.silent) return undefined;
    const { settle = 0 } = settings;
    if (settle > 0) turn.setTimer(turn.logTime + settle, { clock: 'log' });
    else report(turn, group, settings);
    return undefined;
  },

  onTimer(turn, group, _timer, settings) {
    report(turn, group, settings);
    return undefined;
  },
};

function report(turn: Turn, group: Group, { id, by }: SilenceConfig): void {
  group.silent = true;
  const of = by === 'station' ? { Station: turn.station } : { Station: turn.station, Sensor: turn.sensor };
  turn.emit('alert', silenceAlert(of, group.last, group.due, id));
}

function partOf({ fields }: Pick<Event, 'fields'>): SilencePart {
  return fields?.part as SilencePart;
}
