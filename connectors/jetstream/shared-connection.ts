import type { NatsConnection } from '@nats-io/transport-node';
import type { JetStreamChoice } from './choice.ts';
import { openConnection } from './connection.ts';

/** A connection that several users of one thread have. */
export interface ConnectionHold {
  readonly connection: NatsConnection;
  /** Closes the connection with its last user. */
  release(): Promise<void>;
}

interface Shared {
  users: number;
  readonly opening: Promise<NatsConnection>;
}

const open = new Map<string, Shared>();

/** The thread's connection to these servers, opened by its first user. @throws what {@link openConnection} throws. */
export async function holdConnection(choice: JetStreamChoice): Promise<ConnectionHold> {
  const { servers, authentication, tls } = choice;
  const key = JSON.stringify({ servers, authentication, tls });
  let shared = open.get(key);
  if (shared === undefined) {
    shared = { users: 0, opening: openConnection(choice) };
    open.set(key, shared);
  }
  const mine = shared;
  mine.users++;
  let held = true;
  const release = async (): Promise<void> => {
    if (!held) return;
    held = false;
    if (--mine.users > 0) return;
    if (open.get(key) === mine) open.delete(key);
    await mine.opening.then(
      async (connection) => await connection.close(),
      () => undefined,
    );
  };
  try {
    return { connection: await mine.opening, release };
  } catch (thrown) {
    await release();
    throw thrown;
  }
}
