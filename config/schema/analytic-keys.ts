import { z } from 'zod';
import { complain } from './complaint.ts';
import { defaultsTo, leafDocs } from './docs.ts';
import { integer, text, truth } from './leaves.ts';
import { section } from './section.ts';
import { duration } from './units.ts';

const id = integer(0, Number.MAX_SAFE_INTEGER, 141);
const idsWanted = 'a whole number or a list of them';
const ids = z
  .union([id, z.array(id).min(1, { abort: true })], {
    error: complain({ wanted: idsWanted, fix: 'write for example 141 or [141, 142]' }),
  })
  .transform((found) => [found].flat());
leafDocs.add(ids, { wanted: idsWanted });

const whereSchema = section({
  station: defaultsTo(ids.optional().describe('Only events of these stations.'), 'any'),
  sensor: defaultsTo(ids.optional().describe('Only events of these sensors (datapoint_id in `bts-csv`).'), 'any'),
  alarm: defaultsTo(ids.optional().describe('Only events of these alarms.'), 'any'),
  isActive: defaultsTo(
    truth().optional().describe('Only events that raise the alarm (true) or clear it (false).'),
    'any',
  ),
}).refine((found) => Object.values(found).some((value) => value !== undefined), {
  error: complain({
    wanted: 'at least one condition',
    fix: 'write for example sensor: [141, 142] below it, or remove where',
  }),
});

/** Keys that every analytic has. */
export const analyticKeys = {
  id: defaultsTo(
    text(/^[A-Za-z0-9_-]{1,64}$/, '1 to 64 letters, digits, - and _', 'write for example battery-alarms')
      .optional()
      .describe('Names the analytic in results, inspections and replays; unique within the tenant.'),
    'the name in `use`, then with -2, -3',
  ),
  where: defaultsTo(whereSchema.optional().describe('Takes only the events that meet every condition.'), 'all events'),
  expireAfter: defaultsTo(
    duration({ min: '1s', max: '3650d', example: '24h' })
      .optional()
      .describe('Drops the state of a key that has had no event for so long, in log time.'),
    'never',
  ),
};
