import { DeliverPolicy, jetstream } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';

/** A message that an input stream has from another stream. */
export interface SourcedCopy {
  /** Identity of the result that it copies: `<input sequence>.<index>`. */
  readonly identity: string;
  /** The partition that its subject names. */
  readonly partition: number;
  readonly text: string;
}

/** What a tenant's input stream has copied from its ingest stage, as a plain client reads it. */
export async function sourcedCopies(servers: string, tenant: string): Promise<readonly SourcedCopy[]> {
  const connection = await connect({ servers: servers.split(',') });
  try {
    const consumer = await jetstream(connection).consumers.get(`IN_${tenant}`, { deliver_policy: DeliverPolicy.All });
    const copies: SourcedCopy[] = [];
    let { num_pending: left } = await consumer.info();
    while (left > 0) {
      for await (const message of await consumer.fetch({ max_messages: 5000, expires: 5000 })) {
        left = message.info.pending;
        const { headers, subject } = message;
        if (headers?.get('Nats-Stream-Source').startsWith(`OUT_${tenant}_ingest `)) {
          const partition = Number(subject.split('.')[2]);
          copies.push({ identity: headers.get('Millrace-Id'), partition, text: message.string() });
        }
        if (left === 0) break;
      }
    }
    return copies;
  } finally {
    await connection.close();
  }
}
