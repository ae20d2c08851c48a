import type { NatsConnection } from '@nats-io/transport-node';
import { type Hold, Shared } from '../shared.ts';
import type { JetStreamChoice } from './choice.ts';
import { openConnection } from './connection.ts';

const connections = new Shared<NatsConnection>(async (connection) => await connection.close());

/** The thread's connection to these servers. @throws what {@link openConnection} throws. */
export async function holdConnection(choice: JetStreamChoice): Promise<Hold<NatsConnection>> {
  const { servers, authentication, tls } = choice;
  const key = JSON.stringify({ servers, authentication, tls });
  return await connections.hold(key, async () => await openConnection(choice));
}
