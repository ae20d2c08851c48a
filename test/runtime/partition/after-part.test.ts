import { expect, test } from 'vitest';
import { ownActors, ownModules } from '../../support/reference/actors.ts';
import { LogBuilder, line } from '../../support/reference/records.ts';
import { logRecord, partitionOf } from '../../support/reference/run.ts';
import { alarmWindow, settingsOf } from '../../support/reference/settings.ts';

const START = Date.parse('2017-02-19T14:20:00Z');
const SETTINGS = settingsOf([
  alarmWindow({ kind: 'tumbling', size: 10_000 }, 0),
  { use: ownActors.counting, id: 'own' },
]);

/** How often it was told, while the last of the records was taken. */
function partsOf(log: LogBuilder): number {
  const partition = partitionOf({ settings: SETTINGS, modules: ownModules });
  const records = log.records.map(logRecord);
  for (const record of records.slice(0, -1)) partition.take(record);
  let parts = 0;
  partition.afterPart = () => {
    parts++;
  };
  partition.take(records.at(-1) as (typeof records)[number]);
  return parts;
}

test('each line of a message is a part of the work, and so is each window and timer that ends', () => {
  const lines = [1, 2, 3].map((station) => line({ key: [station, 141, 312], time: START }));
  expect(partsOf(new LogBuilder().add('event', START, lines.join('\n')))).toBe(3);
  expect(partsOf(new LogBuilder().event({ time: START }))).toBe(0);
  const three = new LogBuilder().add('event', START, lines.join('\n'));
  // Three windows, and the timers of three keys.
  expect(partsOf(three.event({ time: START + 60_000 }))).toBeGreaterThanOrEqual(6);
});
