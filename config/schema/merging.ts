import { analyticKeys } from './analytic-keys.ts';
import { complain } from './complaint.ts';
import { defaultsTo } from './docs.ts';
import { idsOf, integer, word } from './leaves.ts';
import { kindOf, section } from './section.ts';
import { duration } from './units.ts';

const period = (about: string, fallback: string) =>
  duration({ min: '1s', max: '366d', example: fallback }).prefault(fallback).describe(about);

const NO_WINDOW = 'remove window: it counts by period; or write use: alarm-window';
const NO_SETTINGS = "remove settings: they are for a user's own module";

export const alarmFrequencySchema = section(
  {
    use: kindOf(
      'alarm-frequency',
      "Counts the activations of each station's sensors by period, over all their alarms, and sends one result for each that had any.",
    ),
    ...analyticKeys,
    period: period('How long a period is, counted from 1970-01-01Z, in event time.', '1h'),
    watermark: defaultsTo(
      word(['partition', 'key']).optional().describe("As the tenant's, for this analytic alone."),
      "the tenant's",
    ),
    settle: duration({ min: '1s', max: '1d', example: '30s' })
      .prefault('10s')
      .describe(
        "How long a period's sum waits for more, in log time, once its first part has come: a sensor's alarms are in several partitions. What comes later still is sent as a revision of the result.",
      ),
  },
  {
    in: 'in alarm-frequency',
    keys: { window: NO_WINDOW, threshold: 'remove threshold, or write use: alarm-window', settings: NO_SETTINGS },
  },
);

export const criticalRateSchema = section(
  {
    use: kindOf(
      'critical-rate',
      'Counts the window alerts of a station, or of the tenant, and sends an alert of type 3 when a period has too many.',
    ),
    ...analyticKeys,
    by: word(['station', 'tenant']).prefault('station').describe('Whose window alerts are counted together.'),
    period: period("How long a period is, counted from 1970-01-01Z. A window alert is in its window's end's.", '5m'),
    bound: integer(0, Number.MAX_SAFE_INTEGER, 10)
      .prefault(10)
      .describe('The alert is sent as soon as a period has more window alerts than this, once a period.'),
    alerts: defaultsTo(
      idsOf('alarm-window analytics', 'remove alerts: then all count')
        .optional()
        .describe('Ids of the alarm-window analytics whose alerts are counted.'),
      'all of them',
    ),
  },
  {
    in: 'in critical-rate',
    keys: {
      window: NO_WINDOW,
      threshold: 'write bound, or write use: alarm-window',
      settings: NO_SETTINGS,
      watermark: 'remove watermark: it answers as soon as there are too many',
    },
  },
).superRefine((found, context) => {
  if (found.where?.isActive === undefined) return;
  const fix = 'remove isActive: a window alert is neither raised nor cleared';
  const message = complain({ code: 'config-conflict', wanted: 'none in critical-rate', fix });
  context.addIssue({ code: 'custom', path: ['where', 'isActive'], message });
});
