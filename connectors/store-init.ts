import { openClient } from './cassandra/client.ts';
import { storeError } from './cassandra/errors.ts';
import { type MadePart, makeSchema, schemaStatements } from './cassandra/schema.ts';
import type { StoreChoice } from './registry.ts';

export type { MadePart } from './cassandra/schema.ts';

/**
 * Makes what a store has to have before it is used, where it is missing: a keyspace and tables. Files are made by their first
 * user, so that there is nothing to do for them.
 *
 * @throws store-unavailable, store-refused, store-schema.
 */
export async function initStore(choice: StoreChoice): Promise<readonly MadePart[]> {
  if (choice.kind !== 'cassandra') return [];
  const client = await openClient(choice);
  try {
    return await makeSchema(client, choice);
  } catch (thrown) {
    throw storeError(thrown, `keyspace ${choice.keyspace}`, false);
  } finally {
    await client.shutdown();
  }
}

/** The statements by which a person can do the same. */
export function storeStatements(choice: StoreChoice): readonly string[] {
  return choice.kind === 'cassandra' ? schemaStatements(choice) : [];
}
