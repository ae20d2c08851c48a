import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LogRecord } from '../../../connectors/log.ts';

/** Throws on every event until its settings say that it is mended. Its result tells how many events of the key it has counted. */
const MODULE = `
import { defineActor, objectState } from 'millrace';
export const fragile = defineActor({
  name: 'fragile',
  state: objectState(() => ({ events: 0 })),
  settings: (given) => ({ mended: false, ...(given as object) }),
  onEvent(turn, state, event, { mended }) {
    if (!mended) throw new Error('not mended yet');
    state.events++;
    turn.emit('count', { key: turn.key, events: state.events });
  },
});
`;

/** Puts the module `fragile.ts` beside a configuration. */
export function writeFragile(folder: string): void {
  writeFileSync(join(folder, 'fragile.ts'), MODULE);
}

/** Of the keys that begin with a station, how many events each analytic has counted: `key fragile`, `key statistics`. */
export function countsIn(records: readonly LogRecord[]): string[] {
  return records.flatMap(({ kind, payload }) => {
    if (kind !== 'count' && kind !== 'statistics') return [];
    const result = JSON.parse(Buffer.from(payload).toString());
    if (kind === 'count') return [`${result.key} fragile ${result.events}`];
    const { Station, Sensor, Alarm } = result.Content;
    return [`${Station}-${Sensor}-${Alarm} statistics ${result.Content['Events counter']}`];
  });
}
