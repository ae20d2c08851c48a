import { analyticsSchema } from './analytics.ts';
import { archiveSchema } from './archive.ts';
import { batchSchema } from './batch.ts';
import { defaultsTo } from './docs.ts';
import { inputSchema } from './input.ts';
import { integer, text, word } from './leaves.ts';
import { quotasSchema } from './quotas.ts';
import { section } from './section.ts';
import { simulatorSchema } from './simulator.ts';
import { duration } from './units.ts';

export const tenantSchema = section({
  id: text(/^[A-Za-z0-9_-]{1,64}$/, '1 to 64 letters, digits, - and _', 'write for example customer1').describe(
    'Names the tenant; unique. Its channels and files carry the name.',
  ),
  partitions: integer(1, 1024, 4)
    .prefault(4)
    .describe('Slices of its keys that run on their own, in parallel. Fixed once the tenant has been created.'),
  input: inputSchema,
  delivery: word(['exactly-once', 'at-least-once', 'at-most-once'])
    .prefault('exactly-once')
    .describe(
      'What a crash may do to results. exactly-once: nothing. at-least-once: some come twice. at-most-once: some are missing.',
    ),
  outOfOrderness: duration({ min: '0s', max: '366d', example: '10s' })
    .prefault('10s')
    .describe(
      'How much later than others an event may come and still count in its windows. Windows close so much later, too.',
    ),
  idleTimeout: duration({ min: '1s', max: '1d', example: '30s' })
    .prefault('30s')
    .describe('How long a partition sees nothing new before its time goes on by itself, so that its windows close.'),
  watermark: word(['partition', 'key'])
    .prefault('partition')
    .describe(
      "Whose events move a key's time on: those of its whole partition, or its own alone, so that a station that reports late loses nothing to the others' clock.",
    ),
  actorErrors: word(['dead-letter', 'stop'])
    .prefault('dead-letter')
    .describe(
      "What happens when an analytic throws: the event goes to the dead-letter output and the key's state stays as it was; or the partition stops.",
    ),
  analytics: analyticsSchema,
  quotas: quotasSchema,
  archive: archiveSchema,
  batch: defaultsTo(
    batchSchema
      .optional()
      .describe(
        'Reports over the archive that are made and sent as results, on the output `batch`, after a critical alert.',
      ),
    'none',
  ),
  simulator: defaultsTo(
    simulatorSchema
      .optional()
      .describe(
        "Feeds the tenant's own channel with made-up base-station alarms. `simulator: {}` takes all its defaults.",
      ),
    'none',
  ),
});
