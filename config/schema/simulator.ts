import { z } from 'zod';
import { complain } from './complaint.ts';
import { leafDocs } from './docs.ts';
import { integer, probability } from './leaves.ts';
import { section } from './section.ts';
import { duration } from './units.ts';

const rateWanted = 'a number of events a second above 0, up to 100000';
const rateError = complain({ wanted: rateWanted, fix: 'write for example 50' });
const rate = z.number({ error: rateError }).gt(0, { error: rateError }).max(100_000, { error: rateError });
leafDocs.add(rate, { wanted: rateWanted });

export const simulatorSchema = section({
  stations: integer(1, 100_000, 20).prefault(20).describe('Base stations that send.'),
  rate: rate.prefault(50).describe('Events a second, of all stations together.'),
  seed: integer(0, 4_294_967_295, 1).prefault(1).describe('The same seed sends the same events.'),
  history: duration({ min: '0s', max: '30d', example: '2m' })
    .prefault('2m')
    .describe('How far in the past the first events are, so that there is something to see at once.'),
  outOfOrder: probability(0.02).prefault(0.02).describe('Share of events that come after a later one, yet in time.'),
  late: probability(0.001).prefault(0.001).describe('Share of events that come after their windows have closed.'),
  wrong: probability(0.001).prefault(0.001).describe('Share of lines that cannot be decoded.'),
  duplicates: probability(0.005).prefault(0.005).describe('Share of events that are sent twice.'),
}).describe(
  "Feeds the tenant's own channel with made-up base-station alarms. Default: none; `{}` takes all its defaults.",
);
