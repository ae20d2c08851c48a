/**
 * What a TypeScript developer would write today: durable consumers, a Map of states, each result published and its answer
 * awaited, then the message acknowledged. What it knows is gone when it ends. `node bench/peers/jetstream/hand-written.ts JOB`.
 */
import { AckPolicy, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { PlainAnalytics } from '../plain-analytics.ts';
import { filterOf, type Job, jobOf } from './job.ts';

const job = jobOf(process.argv.slice(2));
const connection = await connect({ servers: job.server });
const js = jetstream(connection);
await Promise.all(Array.from({ length: job.partitions }, (_, partition) => run(job, partition)));

async function run({ tenant }: Job, partition: number): Promise<void> {
  const stream = `IN_${tenant}`;
  const name = `hand_${partition}`;
  const jsm = await jetstreamManager(connection);
  await jsm.consumers.add(stream, {
    durable_name: name,
    ack_policy: AckPolicy.Explicit,
    ...filterOf(job, partition),
  });
  let results: { subject: string; json: string }[] = [];
  const analytics = new PlainAnalytics((output, json) => {
    results.push({ subject: `out.${tenant}.${partition}.${output}`, json });
  });
  const consumer = await js.consumers.get(stream, name);
  for await (const message of await consumer.consume()) {
    analytics.line(message.string());
    for (const { subject, json } of results) await js.publish(subject, json);
    results = [];
    message.ack();
  }
}
