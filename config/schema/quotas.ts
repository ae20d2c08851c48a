import { defaultsTo } from './docs.ts';
import { integer } from './leaves.ts';
import { section } from './section.ts';
import { size } from './units.ts';

/** A number that bounds nothing unless it is given. */
function count(about: string) {
  return defaultsTo(integer(1, 1_000_000_000, 5000).optional().describe(about), 'no bound');
}

export const quotasSchema = section({
  inputRate: count(
    'Records a second that are read, over all its partitions, with a burst of one second. What comes faster waits in its log: results are the same, later.',
  ),
  resultRate: count(
    'Results a second that are sent, with a burst of one second. While more come, its input waits in its log.',
  ),
  keys: count(
    'Actors. A partition has its even share, rounded up: the number over `partitions`. A record of a new key beyond goes to the dead-letter output and no analytic takes it; keys that `expireAfter` forgets make room.',
  ),
  stateBytes: defaultsTo(
    size({ min: '1KiB', max: '1024GiB', example: '1GiB' })
      .optional()
      .describe(
        'State of its actors with their counts by hour, by its size in a full checkpoint. A partition that is over its share, an even one rounded up, at a checkpoint stops as failed, and goes on from there when the quota is raised.',
      ),
    'no bound',
  ),
})
  .prefault({})
  .describe(
    'What it may use at most, so that it takes nothing from others. No rate ever changes a result. The size of a record is bounded by `input.maxRecordBytes`.',
  );
