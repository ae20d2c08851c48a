import { readFileSync } from 'node:fs';
import { openProducer } from 'millrace';

/** Sends a file's lines, each under an id of its own: after a crash of this program, run it again. */
const [config = '', tenant = '', file = ''] = process.argv.slice(2);
await using producer = await openProducer(config, tenant);
const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
for (let first = 0; first < lines.length; first += 1000) {
  const some = lines.slice(first, first + 1000);
  await producer.send(some.map((line, i) => ({ id: `${file}.${first + i + 1}`, line })));
}
