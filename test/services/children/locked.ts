// Writes `in`, waits a moment and writes `out`, several times under a lock: locked.ts LOCK FILE
import { appendFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { whileLocked } from '../../../services/process/lock.ts';

const [lock = '', file = ''] = process.argv.slice(2);
for (let i = 0; i < 5; i++) {
  await whileLocked(lock, async () => {
    appendFileSync(file, 'in\n');
    await delay(5);
    appendFileSync(file, 'out\n');
  });
}
