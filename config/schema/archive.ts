import { z } from 'zod';
import { complain } from './complaint.ts';
import { leafDocs } from './docs.ts';
import { truth } from './leaves.ts';
import { section } from './section.ts';
import { duration } from './units.ts';

const eventsWanted = 'false, or keep: a duration';
const events = z
  .union([z.literal(false), z.strictObject({ keep: duration({ min: '1h', max: '3660d', example: '30d' }) })], {
    error: complain({ wanted: eventsWanted, fix: 'write for example { keep: 30d }' }),
  })
  .prefault(false)
  .describe(
    'Whether valid events themselves are kept, as they came, and for how long. Each partition copies them from its input log before each checkpoint.',
  );
leafDocs.add(events, { wanted: eventsWanted });

export const archiveSchema = section({
  rollups: truth()
    .prefault(true)
    .describe(
      'Whether the events and activations of each key are counted by hour, of which reports are made. A partition keeps the last 48 hours of event time of every key, some 16 bytes an hour in which it had events; the store keeps them all.',
    ),
  events,
})
  .prefault({})
  .describe('What is kept for reports, in the store.');
