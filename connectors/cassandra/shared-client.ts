import type { Client } from 'cassandra-driver';
import type { CassandraChoice } from './choice.ts';
import { openClient } from './client.ts';
import { ensureSchema } from './schema.ts';

/** A client that several users of one thread have. */
export interface ClientHold {
  readonly client: Client;
  /** Shuts the client down with its last user. */
  release(): Promise<void>;
}

interface Shared {
  users: number;
  readonly opening: Promise<Client>;
}

const open = new Map<string, Shared>();

/** The thread's client for a keyspace, its tables checked. @throws store-unavailable, store-refused, store-schema. */
export async function holdClient(choice: CassandraChoice): Promise<ClientHold> {
  const key = JSON.stringify(choice);
  const shared = open.get(key) ?? { users: 0, opening: openChecked(choice) };
  open.set(key, shared);
  shared.users++;
  let held = true;
  const release = async (): Promise<void> => {
    if (!held) return;
    held = false;
    if (--shared.users > 0) return;
    if (open.get(key) === shared) open.delete(key);
    await shared.opening.then(
      async (client) => await client.shutdown(),
      () => undefined,
    );
  };
  try {
    return { client: await shared.opening, release };
  } catch (thrown) {
    await release();
    throw thrown;
  }
}

async function openChecked(choice: CassandraChoice): Promise<Client> {
  const client = await openClient(choice);
  try {
    await ensureSchema(client, choice);
    return client;
  } catch (thrown) {
    await client.shutdown();
    throw thrown;
  }
}
