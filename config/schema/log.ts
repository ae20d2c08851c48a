import { z } from 'zod';
import { anyOf, complain } from './complaint.ts';
import { defaultsTo, leafDocs } from './docs.ts';
import { path, text, truth, word } from './leaves.ts';
import { natsAuthenticationSchema } from './nats-authentication.ts';
import { choice, kindOf, section } from './section.ts';
import { serverList } from './servers.ts';
import { tlsSchema } from './tls.ts';
import { duration, size } from './units.ts';

const sqliteOnly = (key: string) => `remove ${key}, or write kind: jetstream`;
const streamOnly = (key: string) => `remove ${key}, or write kind: sqlite`;

const bytes = size({ min: '64KiB', max: '1024GiB', example: '1GiB' });
const age = duration({ min: '1s', max: '3650d', example: '7d' });

/** @param cost what a longer one takes. */
const duplicateWindow = (cost: string) =>
  duration({ min: '100ms', max: '1d', example: '2m' })
    .prefault('2m')
    .describe(
      `For how long an input log knows the ids of what was sent (\`send --id\`, and a client's own): what is sent again in that time is stored once. ${cost}`,
    );

const sqlite = section(
  {
    kind: kindOf('sqlite', 'The embedded log: SQLite files in one folder, no server.'),
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
      size: bytes.prefault('1GiB').describe('What one log may hold before its oldest records go.'),
      age: age.prefault('7d').describe('How long a record stays, unless the size is reached before.'),
    })
      .prefault({})
      .describe('When old records are dropped. Unread input, and what the oldest kept checkpoint needs, always stay.'),
    duplicateWindow: duplicateWindow('Each id is a row in the log, a million of them at most.'),
  },
  {
    in: 'in a log of SQLite files',
    keys: Object.fromEntries(
      ['servers', 'replicas', 'monitor', 'authentication', 'tls', 'create'].map((key) => [key, sqliteOnly(key)]),
    ),
  },
);

const replicasWanted = anyOf(['1', '3', '5']);
const replicas = z.literal([1, 3, 5], { error: complain({ wanted: replicasWanted, fix: 'write for example 3' }) });
leafDocs.add(replicas, { wanted: replicasWanted });

const jetstream = section(
  {
    kind: kindOf(
      'jetstream',
      'NATS JetStream: several processes share the partitions, and one takes over from another.',
    ),
    servers: serverList()
      .prefault('nats://127.0.0.1:4222')
      .describe('Servers of the NATS cluster, `nats://` or `tls://`. The others of the cluster are found from these.'),
    replicas: replicas
      .prefault(1)
      .describe('Servers that keep each stream, for streams that are created. 3: one server may be lost.'),
    retention: section({
      size: defaultsTo(
        bytes.optional().describe('What one stream may hold before its oldest records go, read or not.'),
        'no bound',
      ),
      age: age.prefault('7d').describe('How long a record stays, unless the size is reached before.'),
    })
      .prefault({})
      .describe('When the streams drop old records.'),
    duplicateWindow: duplicateWindow(
      'The server keeps all ids of that time in memory, some 200 bytes each; none outlives its record.',
    ),
    monitor: defaultsTo(
      text(/^https?:\/\/[^\s/@?#]+\/?$/, 'the URL of a monitor', 'write for example http://127.0.0.1:8222')
        .optional()
        .describe(
          "Where a server's monitor answers (`http` in its configuration): it alone tells when what is acknowledged reaches the disk, which the status then tells.",
        ),
      'none: the server is taken to have its default',
    ),
    authentication: natsAuthenticationSchema,
    tls: defaultsTo(
      tlsSchema('the servers').optional().describe('Encrypts connections. `tls: {}` trusts what the system trusts.'),
      "what the servers' URLs say",
    ),
    create: truth()
      .prefault(true)
      .describe('Whether streams that are missing are created. false: whoever runs the cluster has made them.'),
  },
  { in: 'in a JetStream log', keys: { folder: streamOnly('folder'), sync: streamOnly('sync') } },
);

const kinds = ['sqlite', 'jetstream'] as const;

export const logSchema = z
  .discriminatedUnion('kind', [sqlite, jetstream], { error: choice('kind', kinds, anyOf(kinds)) })
  .prefault({ kind: 'sqlite' })
  .describe('Where the input and output logs are kept.');
