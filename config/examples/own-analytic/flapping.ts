import { defineActor, objectState } from 'millrace';

/** Says when an alarm has gone on and off more than `most` times within a minute. */
export const flapping = defineActor({
  name: 'flapping',
  state: objectState(() => ({ active: false, changes: [] as number[] })),
  settings: (given) => ({ most: 4, ...(given as object) }),
  onEvent(turn, state, event, { most }) {
    if (event.active === state.active) return;
    state.active = event.active;
    state.changes = [...state.changes, event.time].filter((time) => time > event.time - 60_000);
    if (state.changes.length <= most) return;
    turn.emit('alert', {
      'Message Type': 'Alert',
      Content: { Message: 'Alarm is flapping.', Station: turn.station, Sensor: turn.sensor, Alarm: turn.alarm },
    });
    state.changes = [];
  },
});
