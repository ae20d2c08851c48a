import type { Client } from 'cassandra-driver';
import { type Hold, Shared } from '../shared.ts';
import type { CassandraChoice } from './choice.ts';
import { openClient } from './client.ts';
import { storeError } from './errors.ts';
import { ensureSchema } from './schema.ts';

const clients = new Shared<Client>(async (client) => await client.shutdown());

/** The thread's client for a keyspace, its tables checked. @throws store-unavailable, store-refused, store-schema. */
export async function holdClient(choice: CassandraChoice): Promise<Hold<Client>> {
  return await clients.hold(JSON.stringify(choice), async () => await openChecked(choice));
}

async function openChecked(choice: CassandraChoice): Promise<Client> {
  const client = await openClient(choice);
  try {
    await ensureSchema(client, choice);
    return client;
  } catch (thrown) {
    await client.shutdown();
    throw storeError(thrown, `keyspace ${choice.keyspace}`, false);
  }
}
