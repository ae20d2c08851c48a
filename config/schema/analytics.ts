import { z } from 'zod';
import { parseDuration } from '../../runtime/base/units.ts';
import { analyticKeys } from './analytic-keys.ts';
import { anyOf, complain } from './complaint.ts';
import { outlierSchema, silenceSchema } from './detectors.ts';
import { defaultsTo, leafDocs } from './docs.ts';
import { integer, word } from './leaves.ts';
import { alarmFrequencySchema, criticalRateSchema } from './merging.ts';
import { ownModuleSchema } from './own-module.ts';
import { choice, kindOf, section, some } from './section.ts';
import { duration } from './units.ts';
import { windowSchema } from './windows.ts';

/** The analytics that ship. */
export const builtIns = [
  'global-statistics',
  'alarm-window',
  'silence',
  'outlier',
  'alarm-frequency',
  'critical-rate',
] as const;

const everySchema = duration({ min: '1ms', max: '366d', example: '5s' });
const EVERY = /^every:?\s+(.*)$/;
const emitWanted = 'every-event, on-change or every: a duration';
const emit = z
  .union(
    [
      z.enum(['every-event', 'on-change']),
      z.strictObject({ every: everySchema }),
      z
        .string()
        .refine((found) => everySchema.safeParse(EVERY.exec(found)?.[1]).success, { abort: true })
        .transform((found) => ({ every: parseDuration(EVERY.exec(found)?.[1] as string) as number })),
    ],
    { error: complain({ wanted: emitWanted, fix: 'write for example on-change, or { every: 5s }' }) },
  )
  .prefault('every-event')
  .describe(
    'When a result is sent: after every event of a key; when a figure other than the events counter has changed; or at most once in a stretch of log time, such as `{ every: 5s }`.',
  );
leafDocs.add(emit, { wanted: emitWanted });

const globalStatistics = section(
  {
    use: kindOf('global-statistics', "Running counts, minimum, maximum and mean of each key's values."),
    ...analyticKeys,
    emit,
  },
  {
    in: 'in global-statistics',
    keys: {
      window: 'remove window, or write use: alarm-window',
      threshold: 'remove threshold, or write use: alarm-window',
      watermark: 'remove watermark: global-statistics has no windows',
      settings: "remove settings: they are for a user's own module",
    },
  },
);

const alarmWindow = section(
  {
    use: kindOf(
      'alarm-window',
      'Counts active events of each key in windows and sends an alert when there are too many.',
    ),
    ...analyticKeys,
    window: windowSchema,
    threshold: integer(0, Number.MAX_SAFE_INTEGER, 5)
      .prefault(5)
      .describe('An alert is sent when a window holds more active events than this.'),
    watermark: defaultsTo(
      word(['partition', 'key']).optional().describe("As the tenant's, for this analytic alone."),
      "the tenant's",
    ),
  },
  {
    in: 'in alarm-window',
    keys: {
      emit: 'remove emit, or write use: global-statistics',
      settings: "remove settings: they are for a user's own module",
      size: 'write it below window: { kind: sliding, size: ... }',
      slide: 'write it below window: { kind: sliding, slide: ... }',
      gap: 'write it below window: { kind: session, gap: ... }',
    },
  },
);

export const analyticsSchema = some(
  z.union(
    [
      globalStatistics,
      alarmWindow,
      silenceSchema,
      outlierSchema,
      alarmFrequencySchema,
      criticalRateSchema,
      ownModuleSchema,
    ],
    {
      error: choice('use', builtIns, anyOf([...builtIns, 'the path of a module']), ' (a path starts with ./)'),
    },
  ),
  'analytic',
  'write for example - use: global-statistics',
).describe('What is computed from the events. Their order is the order of the results of one event.');
