import { resolve } from 'node:path';
import { type KeyPath, type Problem, valueAt } from './problems.ts';

/** Whether a file is there. */
export type FileExists = (path: string) => boolean;

/** The store that does not go with each kind of log, and why. */
const PARTNERS = {
  sqlite: {
    store: 'cassandra',
    wanted: 'sqlite with a log of SQLite files: no other process can go on from these checkpoints, as the log is here',
    fix: 'write kind: sqlite, or log: { kind: jetstream }',
  },
  jetstream: {
    store: 'sqlite',
    wanted:
      'cassandra with a JetStream log: another process that takes a partition over could not read the checkpoints',
    fix: 'write kind: cassandra, or log: { kind: sqlite }',
  },
} as const;

/** The keys that name files, of a JetStream log and a Cassandra store. */
const FILES: readonly (readonly string[])[] = [
  ['log', 'authentication', 'nkey'],
  ['log', 'authentication', 'credentials'],
  ...['log', 'store'].flatMap((top) => ['ca', 'certificate', 'key'].map((key) => [top, 'tls', key])),
];

/** A log and a store that do not go together. */
export function partnerProblems(value: unknown): Problem[] {
  const log = valueAt(value, ['log']) === undefined ? 'sqlite' : valueAt(value, ['log', 'kind']);
  const path: KeyPath = ['store', 'kind'];
  const found = valueAt(value, path);
  if (log !== 'sqlite' && log !== 'jetstream') return [];
  const { store, wanted, fix } = PARTNERS[log];
  if (found !== store) return [];
  return [{ code: 'config-conflict', path, what: `found ${store} but wanted ${wanted}`, fix }];
}

/** Files of certificates and credentials that are not there. */
export function missingFiles(value: unknown, folder: string, exists: FileExists): Problem[] {
  return FILES.flatMap((path): Problem[] => {
    const found = valueAt(value, path);
    if (typeof found !== 'string' || found.trim() === '') return [];
    const file = resolve(folder, found);
    if (exists(file)) return [];
    const fix = "create it, or correct the path: it starts at this file's folder";
    return [{ code: 'config-invalid', path, what: `found no file ${file}`, fix }];
  });
}
