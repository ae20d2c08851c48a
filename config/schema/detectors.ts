import { z } from 'zod';
import { analyticKeys } from './analytic-keys.ts';
import { complain } from './complaint.ts';
import { defaultsTo, leafDocs } from './docs.ts';
import { decimal, integer } from './leaves.ts';
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

export const silenceSchema = section(
  {
    use: kindOf('silence', 'Sends an alert of type 1, once, when a key has had no event for too long in event time.'),
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
  },
  {
    in: 'in silence',
    keys: { ...NO_WINDOWS, deviations: 'remove deviations, or write use: outlier' },
  },
).superRefine((found, context) => {
  if (found.after === 'usual') return;
  for (const key of ofUsual.filter((name) => found[name] !== undefined)) {
    const fix = `remove ${key}, or write after: usual`;
    const message = complain({ code: 'config-conflict', wanted: 'none with a set time in after', fix });
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
