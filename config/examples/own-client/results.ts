import { openConsumer } from 'millrace';

/** Prints alerts as they come, until Ctrl-C. */
const [config = '', tenant = ''] = process.argv.slice(2);
const stop = new AbortController();
process.once('SIGINT', () => stop.abort());
await using consumer = await openConsumer(config, tenant, { outputs: ['window'] });
for await (const results of consumer.follow(stop.signal)) {
  for (const { partition, sequence, payload } of results) {
    console.log(partition, sequence, Buffer.from(payload).toString());
  }
}
