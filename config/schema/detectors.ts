import { z } from 'zod';
import { analyticKeys } from './analytic-keys.ts';
import { complain } from './complaint.ts';
import { defaultsTo, leafDocs } from './docs.ts';
import { decimal, integer, word } from './leaves.ts';
import { kindOf, section } from './section.ts';
import { duration } from './units.ts';

const NO_WINDOWS = {
  window: 'remove window, or write use: alarm-window',
  threshold: 'remove threshold, or write use: alarm-window',
  watermark: 'remove watermark: only an alarm-window has one of its own',
  settings: "remove settings: they are for a user's own module",
};

const afterWanted = 'usual or a duration from 1s to 366d';
const after = z
  .union([z.literal('usual'), duration({ min: '1s', max: '366d', example: '15m' })], {
    error: complain({ wanted: afterWanted, fix: 'write for example usual, or 15m' }),
  })
  .prefault('usual')
  .describe("How long without an event is too long: by the key's own usual interval, or always the same.");
leafDocs.add(after, { wanted: afterWanted });

/** What the estimate of a usual interval has to do with; nothing where the limit is set. */
const ofUsual = ['factor', 'minimum'] as const;

const conflict = (wanted: string, fix: string): string => complain({ code: 'config-conflict', wanted, fix });

export const silenceSchema = section(
  {
    use: kindOf(
      'silence',
      'Sends an alert of type 1, once, when a key, sensor or station has had no event for too long in event time.',
    ),
    ...analyticKeys,
    after,
    factor: defaultsTo(
      decimal(1, 1000, 2).optional().describe('With `after: usual`: how many times the usual interval is too long.'),
      '`2`',
    ),
    minimum: defaultsTo(
      integer(1, 1_000_000, 8)
        .optional()
        .describe('With `after: usual`: intervals that a key must have shown before it can be silent.'),
      '`8`',
    ),
    by: word(['key', 'sensor', 'station'])
      .prefault('key')
      .describe(
        'Whose silence is told. A sensor or station is silent once each of its keys is; with `after: usual`, each that has shown a usual interval, for longer than that.',
      ),
    settle: defaultsTo(
      duration({ min: '0s', max: '1d', example: '30s' })
        .optional()
        .describe(
          'With `by: sensor` or `station`: how long all keys have to be quiet in log time before the alert is sent. They are in several partitions, and one may be behind the others.',
        ),
      '`10s`',
    ),
  },
  {
    in: 'in silence',
    keys: { ...NO_WINDOWS, deviations: 'remove deviations, or write use: outlier' },
  },
).superRefine((found, context) => {
  if (found.by === 'key' && found.settle !== undefined) {
    const message = conflict('none by key', 'remove settle, or write by: sensor');
    context.addIssue({ code: 'custom', path: ['settle'], message });
  }
  if (found.after === 'usual') return;
  for (const key of ofUsual.filter((name) => found[name] !== undefined)) {
    const message = conflict('none with a set time in after', `remove ${key}, or write after: usual`);
    context.addIssue({ code: 'custom', path: [key], message });
  }
});

export const outlierSchema = section(
  {
    use: kindOf('outlier', "Sends an alert of type 2 for a value that is far from the key's mean so far."),
    ...analyticKeys,
    deviations: decimal(0, 1000, 4)
      .prefault(4)
      .describe('How many standard deviations from the mean are far; a value just so far is not.'),
    minimum: integer(2, Number.MAX_SAFE_INTEGER, 30)
      .prefault(30)
      .describe('Events that a key must have had before a value of it can be far.'),
  },
  {
    in: 'in outlier',
    keys: {
      ...NO_WINDOWS,
      after: 'remove after, or write use: silence',
      factor: 'write deviations, or write use: silence',
    },
  },
);
