import { chainedResult, defineActor, objectState } from 'millrace';

/** Says when many sensors of a station have raised window alerts within ten minutes of each other. */
export const storm = defineActor({
  name: 'storm',
  state: objectState(() => ({ lastAlerts: {} as Record<string, number> })),
  settings: (given) => ({ sensors: 3, ...(given as object) }),
  onEvent(turn, state, event, { sensors }) {
    const { Content } = chainedResult<{ Content: { Sensor: number } }>(event).result;
    const recent = Object.entries(state.lastAlerts).filter(([, time]) => time > event.time - 600_000);
    state.lastAlerts = { ...Object.fromEntries(recent), [Content.Sensor]: event.time };
    const together = Object.keys(state.lastAlerts);
    if (together.length < sensors) return;
    turn.emit('alert', {
      'Message Type': 'Alert',
      Content: { Message: 'Many sensors at once.', Station: turn.station, Sensors: together.map(Number) },
    });
    state.lastAlerts = {};
  },
});
