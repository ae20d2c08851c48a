// Appends units of ten records to a log, so many times or until it is killed, and prints the last sequence of each.
import { writeSync } from 'node:fs';
import { SqliteLogStore } from '../../../../connectors/sqlite/log-store.ts';

const [folder = '', writer = '', times = 'Infinity'] = process.argv.slice(2);
const log = await new SqliteLogStore(folder).open({ tenant: 'customer1', partition: 0, count: 4, direction: 'input' });
for (let unit = 0; unit < Number(times); unit++) {
  const records = Array.from({ length: 10 }, (_, i) => ({
    kind: 'event',
    payload: Buffer.from(`${writer}-${unit}-${i}`),
    identity: { input: unit, index: i },
  }));
  writeSync(1, `${await log.append(records)}\n`);
}
await log.close();
