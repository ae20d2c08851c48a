import { z } from 'zod';
import { anyOf } from './complaint.ts';
import { defaultsTo } from './docs.ts';
import { path, text, truth, word } from './leaves.ts';
import { replicationSchema } from './replication.ts';
import { fromVariable, nameOf, refuse, refuseHalves, secret } from './secret.ts';
import { choice, kindOf, section } from './section.ts';
import { contactPointList } from './servers.ts';
import { tlsSchema } from './tls.ts';

const PASSWORD = 'CASSANDRA_PASSWORD';

const cassandraKeys = [
  'contactPoints',
  'localDataCenter',
  'keyspace',
  'replication',
  'create',
  'consistency',
  'username',
  'password',
  'tls',
];

const sqlite = section(
  {
    kind: kindOf('sqlite', 'The embedded store: SQLite files in one folder, no server.'),
    folder: defaultsTo(
      path('a folder', './data').optional().describe('Where the checkpoints live. Created when missing.'),
      "the log's folder",
    ),
  },
  {
    in: 'in a store of SQLite files',
    keys: Object.fromEntries(cassandraKeys.map((key) => [key, `remove ${key}, or write kind: cassandra`])),
  },
);

const cassandra = section(
  {
    kind: kindOf('cassandra', 'Cassandra: checkpoints that every process can read.'),
    contactPoints: contactPointList()
      .prefault('127.0.0.1:9042')
      .describe('Nodes to begin with; the others of the cluster are found from these. The port is 9042 by default.'),
    localDataCenter: text(/^[^\s'"]+$/, 'the name of a data centre', 'write for example datacenter1')
      .prefault('datacenter1')
      .describe('The data centre of the nodes that are asked, as the cluster calls it.'),
    keyspace: text(
      /^[a-z][a-z0-9_]{0,47}$/,
      '1 to 48 small letters, digits and _, first a letter',
      'write for example millrace',
    )
      .prefault('millrace')
      .describe('The keyspace of all tables.'),
    replication: replicationSchema,
    create: truth()
      .prefault(true)
      .describe(
        'Whether a keyspace and tables that are missing are created. false: whoever runs the cluster has made them.',
      ),
    consistency: word(['local-quorum', 'quorum', 'local-one', 'one', 'all'])
      .prefault('local-quorum')
      .describe(
        'How many replicas answer a read or write. A checkpoint is found again after a loss only if reads and writes overlap: as a quorum, or all.',
      ),
    username: nameOf('role', 'The role; with password.'),
    password: secret("The role's password", 'password', PASSWORD),
    tls: defaultsTo(
      tlsSchema('the nodes', {
        verify: truth().prefault(true).describe("Whether the nodes' certificates and names are checked."),
      })
        .optional()
        .describe('Encrypts connections. `tls: {}` trusts what the system trusts.'),
      'unencrypted',
    ),
  },
  { in: 'in a Cassandra store', keys: { folder: 'remove folder, or write kind: sqlite' } },
).superRefine((found, context) => {
  refuseHalves(found, context, ['username', 'password'], `add password: ${fromVariable(PASSWORD)}`);
  const { replication, localDataCenter, consistency } = found;
  if (typeof replication === 'number' || Object.hasOwn(replication, 'class')) return;
  if (!consistency.startsWith('local') || Object.hasOwn(replication, localDataCenter)) return;
  refuse(context, 'replication', {
    found: `no replicas in ${localDataCenter}`,
    wanted: `some there, as consistency: ${consistency} asks that data centre alone`,
    fix: `add ${localDataCenter}: 3, or correct localDataCenter`,
  });
});

const kinds = ['sqlite', 'cassandra'] as const;

export const storeSchema = defaultsTo(
  z
    .discriminatedUnion('kind', [sqlite, cassandra], { error: choice('kind', kinds, anyOf(kinds)) })
    .optional()
    .describe('Where checkpoints are kept.'),
  'the one that goes with the log: `{ kind: sqlite }`, or `{ kind: cassandra }` with JetStream',
);

/** A store with everything at its default. */
export function defaultStore(kind: (typeof kinds)[number]): NonNullable<z.output<typeof storeSchema>> {
  return (kind === 'sqlite' ? sqlite : cassandra).parse({ kind });
}
