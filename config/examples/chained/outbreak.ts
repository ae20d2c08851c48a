import { chainedResult, defineActor, objectState } from 'millrace';

/** Says when storms have come over several stations within an hour of each other. Takes what `storm` has found. */
export const outbreak = defineActor({
  name: 'outbreak',
  state: objectState(() => ({ lastStorms: {} as Record<string, number> })),
  settings: (given) => ({ stations: 3, ...(given as object) }),
  onEvent(turn, state, event, { stations }) {
    const { Content } = chainedResult<{ Content: { Station: number } }>(event).result;
    const recent = Object.entries(state.lastStorms).filter(([, time]) => time > event.time - 3_600_000);
    state.lastStorms = { ...Object.fromEntries(recent), [Content.Station]: event.time };
    const together = Object.keys(state.lastStorms);
    if (together.length < stations) return;
    turn.emit('alert', {
      'Message Type': 'Alert',
      Content: { Message: 'Storms over many stations.', Stations: together.map(Number) },
    });
    state.lastStorms = {};
  },
});
