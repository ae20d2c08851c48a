import { z } from 'zod';
import { complain } from './complaint.ts';
import { leafDocs } from './docs.ts';

const wanted = 'a number of replicas, or one for each data centre';
const error = complain({ wanted, fix: 'write for example 3, or { datacenter1: 3, datacenter2: 3 }' });
const replicas = z.int().min(1, { abort: true }).max(100, { abort: true });
const centre = z.string().regex(/^[^\s'"]+$/, { abort: true });

const replication = z.union(
  [
    replicas,
    z.strictObject({ class: z.literal('SimpleStrategy'), replication_factor: replicas }),
    z
      .record(centre, replicas)
      .refine((found) => Object.keys(found).length > 0 && !Object.hasOwn(found, 'class'), { abort: true }),
  ],
  { error },
);
leafDocs.add(replication, { wanted });

/** Copies of each row: a number for the local data centre, numbers by data centre, or `SimpleStrategy` as CQL has it. */
export const replicationSchema = replication
  .prefault({ class: 'SimpleStrategy', replication_factor: 1 })
  .describe(
    'Copies of each row, for a keyspace that is created. A number is for localDataCenter. The default is for one node; 3 survives the loss of one.',
  );

/** Replication as CQL has it. */
export function replicationOf(
  parsed: z.output<typeof replication>,
  localDataCenter: string,
): Record<string, string | number> {
  if (typeof parsed === 'number') return { class: 'NetworkTopologyStrategy', [localDataCenter]: parsed };
  return Object.hasOwn(parsed, 'class') ? parsed : { class: 'NetworkTopologyStrategy', ...parsed };
}
