import { leafDocs } from './docs.ts';
import { integer, word } from './leaves.ts';
import { section, some } from './section.ts';
import { duration } from './units.ts';

const REPORTS = ['top-alarms', 'top-stations', 'sensor-alarms', 'active-hours'] as const;

const reports = some(word(REPORTS), 'report', 'write for example [top-alarms, active-hours]').describe(
  "Which. `sensor-alarms` is of the alert's station, and not made where the alert is of all stations.",
);
leafDocs.add(reports, { wanted: `a list of some of ${REPORTS.join(', ')}` });

export const batchSchema = section({
  on: word(['critical-rate'])
    .prefault('critical-rate')
    .describe("Whose alerts trigger the reports: those of the tenant's critical-rate analytics."),
  reports,
  period: duration({ min: '1h', max: '3660d', example: '24h' })
    .prefault('24h')
    .describe(
      'What they cover: the whole hours that this time before the end of the window that raised the alert touches.',
    ),
  limit: integer(1, 1000, 10).prefault(10).describe('Rows of a report at most; `active-hours` always has 24.'),
  coolDown: duration({ min: '0s', max: '366d', example: '1h' })
    .prefault('1h')
    .describe('How long after an alert that triggered reports others trigger none, in log time.'),
});
