/** A line that makes {@link LOOPING} hold its thread without end. */
export const POISON = '666,121,308,2017-02-19 14:20:13 UTC,666,0,True,';

/** An active alarm of a station, within that minute. */
export function lineOf(station: number, minute: number): string {
  return `${station},121,308,2017-02-19 14:${String(minute).padStart(2, '0')}:00 UTC,240,0,True,`;
}

const moduleOf = (atPoison: string): string => `
import { defineActor, objectState } from 'millrace';
export const looping = defineActor({
  name: 'looping',
  state: objectState(() => ({ events: 0 })),
  onEvent(turn, state, event) {
    if (event.value === 666) { ${atPoison} }
    state.events++;
    turn.emit('count', \`\${event.station}:\${state.events}\`);
  },
});
`;

/** A module that counts each key's events, \`station:count\`. */
export const LOOPING = moduleOf('while (true) {}');
/** The same, but that it says so where it looped. */
export const MENDED = moduleOf("return turn.emit('count', '666:mended');");
