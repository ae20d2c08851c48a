import { z } from 'zod';
import { complain } from './complaint.ts';
import { defaultsTo, leafDocs } from './docs.ts';
import { integer, path, word } from './leaves.ts';
import { section } from './section.ts';
import { duration } from './units.ts';

const threadsWanted = 'auto or a whole number from 1 to 64';
const threads = z.union([z.literal('auto'), z.int().min(1, { abort: true }).max(64, { abort: true })], {
  error: complain({ wanted: threadsWanted, fix: 'write for example auto' }),
});
leafDocs.add(threads, { wanted: threadsWanted });
export const threadsSchema = threads
  .prefault('auto')
  .describe('Worker threads. auto: as many as the machine can run at once. Partitions are spread over them.');

export const checkpointSchema = section({
  every: duration({ min: '100ms', max: '1d', example: '10s' })
    .prefault('10s')
    .describe('How often each partition saves its state. Shorter means less to compute again after a crash.'),
  keep: integer(2, 100, 3)
    .prefault(3)
    .describe('Checkpoints kept for a partition, the newest included: the older ones stand in when it is damaged.'),
  rebaseAfter: integer(1, 100, 10)
    .prefault(10)
    .describe('Checkpoints of changes only before a full one. 1: every second checkpoint is full.'),
  replayBound: integer(100, 1_000_000_000_000, 10_000_000)
    .prefault(10_000_000)
    .describe(
      "Records of its input log that a partition takes beyond its newest checkpoint, at most. While the store is away results go on up to here; then the partition waits for it, so that a replay stays short. A JetStream log's numbers are those of all the tenant's partitions.",
    ),
})
  .prefault({})
  .describe('How partitions save their state.');

export const ownershipSchema = section({
  lease: duration({ min: '1s', max: '5m', example: '5s' })
    .prefault('5s')
    .describe(
      'How long a process that gives no sign of life keeps its partitions. Shorter means a faster take-over; too short takes partitions from a process that is only busy.',
    ),
})
  .prefault({})
  .describe('How partitions are shared between processes. Used with a JetStream log alone: a folder has one runtime.');

export const logsSchema = section({
  level: word(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .prefault('info')
    .describe('The least severe message that is written.'),
  file: defaultsTo(
    path('a file', './millrace.log').optional().describe('Where messages are written, one JSON object a line.'),
    "`millrace.log` in the log's folder; beside this file when the log has none",
  ),
})
  .prefault({})
  .describe("The runtime's own messages.");
