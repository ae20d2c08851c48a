import { z } from 'zod';
import { anyOf, complain } from './complaint.ts';
import { defaultsTo, leafDocs } from './docs.ts';
import { integer, path, text, word } from './leaves.ts';
import { choice, section } from './section.ts';
import { duration, size } from './units.ts';

const sqliteKind = z.literal('sqlite').describe('The embedded log and store: SQLite files in one folder, no server.');
leafDocs.add(sqliteKind, { wanted: 'sqlite' });

const kinds = ['sqlite'] as const;

export const logSchema = z
  .discriminatedUnion(
    'kind',
    [
      section({
        kind: sqliteKind,
        folder: path('a folder', './data')
          .prefault('./data')
          .describe(
            'Where the logs live, one file a partition and direction. Created when missing; one runtime at a time.',
          ),
        sync: word(['normal', 'full'])
          .prefault('normal')
          .describe(
            'How records reach the disk. normal: survives a crash of the process; a power cut may lose the last moments. full: survives a power cut, at a fraction of the speed.',
          ),
        retention: section({
          size: size({ min: '64KiB', max: '1024GiB', example: '1GiB' })
            .prefault('1GiB')
            .describe('What one log may hold before its oldest records go.'),
          age: duration({ min: '1s', max: '3650d', example: '7d' })
            .prefault('7d')
            .describe('How long a record stays, unless the size is reached before.'),
        })
          .prefault({})
          .describe(
            'When old records are dropped. Unread input, and what the oldest kept checkpoint needs, always stay.',
          ),
      }),
    ],
    { error: choice('kind', kinds, anyOf(kinds)) },
  )
  .prefault({ kind: 'sqlite' })
  .describe('Where the input and output logs are kept.');

export const storeSchema = z
  .discriminatedUnion(
    'kind',
    [
      section({
        kind: sqliteKind,
        folder: defaultsTo(
          path('a folder', './data').optional().describe('Where the checkpoints live. Created when missing.'),
          "the log's folder",
        ),
      }),
    ],
    { error: choice('kind', kinds, anyOf(kinds)) },
  )
  .prefault({ kind: 'sqlite' })
  .describe('Where checkpoints are kept.');

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
})
  .prefault({})
  .describe('How partitions save their state.');

const LISTEN = /^(\[[0-9A-Fa-f:.]+\]|[^\s:[\]/]+):\d{1,5}$/;

export const apiSchema = section({
  listen: text(LISTEN, 'a host and a port', 'write for example 127.0.0.1:8787 or "[::1]:8787"')
    .refine((found) => Number(found.slice(found.lastIndexOf(':') + 1)) <= 65_535, {
      error: complain({ wanted: 'a port from 0 to 65535', fix: 'write for example 127.0.0.1:8787' }),
    })
    .transform((found) => {
      const colon = found.lastIndexOf(':');
      return { host: found.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(found.slice(colon + 1)) };
    })
    .prefault('127.0.0.1:8787')
    .describe(
      'Where the HTTP API and the dashboard listen. Port 0 takes a free one. Beyond loopback, everybody who reaches it may use it.',
    ),
})
  .prefault({})
  .describe('The HTTP API and the dashboard.');

export const logsSchema = section({
  level: word(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .prefault('info')
    .describe('The least severe message that is written.'),
  file: defaultsTo(
    path('a file', './millrace.log').optional().describe('Where messages are written, one JSON object a line.'),
    "`millrace.log` in the log's folder",
  ),
})
  .prefault({})
  .describe("The runtime's own messages.");
