import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { drained } from '../support/process/drained.ts';
import { expectExactlyOnce } from '../support/process/exactly-once.ts';
import { Feeder } from '../support/process/feeder.ts';
import { untilTaken } from '../support/process/rows.ts';
import { RuntimeProcess } from '../support/process/runtime-process.ts';
import { Workplace } from '../support/process/workplace.ts';

const TENANT = '  - { id: customer1, partitions: 1, analytics: [{ use: global-statistics }, { use: alarm-window }] }';

test('a damaged checkpoint is found, said, and the one before it used', { timeout: 90_000 }, async () => {
  using workplace = new Workplace(TENANT, 'checkpoint: { every: 1h }');
  using feeder = new Feeder(workplace, 'customer1', { stations: 3, rate: 2 });
  // Each life ends with a checkpoint of its own.
  for (let life = 1; life <= 3; life++) {
    using runtime = new RuntimeProcess(workplace.config, workplace.data);
    await feeder.send(300);
    await untilTaken(runtime, feeder.sent);
    expect(await runtime.signal('SIGINT')).toBe(0);
  }
  damageNewestSegment(workplace.data);

  using runtime = new RuntimeProcess(workplace.config, workplace.data);
  const [row] = await untilTaken(runtime, feeder.sent);
  expect(row?.suppressed).toBeGreaterThan(0);
  expect(runtime.output).toContain('segment-damaged');
  expect(readFileSync(join(workplace.data, 'millrace.log'), 'utf8')).toMatch(
    /"level":40.*checkpoint \d+ is not used: segment-damaged/,
  );
  await feeder.send(300);
  await feeder.end();
  await drained(runtime, feeder.sent);
  expect(await expectExactlyOnce(workplace, 'customer1')).toBeGreaterThan(1200);
});

/** Flips a byte in the middle of the newest segment. */
function damageNewestSegment(folder: string): void {
  const db = new DatabaseSync(join(folder, 'checkpoints', 'customer1', '0.sqlite'));
  const newest = db.prepare('SELECT rowid, bytes FROM segments ORDER BY epoch DESC, checkpoint DESC LIMIT 1').get();
  const bytes = newest?.bytes as Uint8Array;
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] as number) ^ 0xff;
  db.prepare('UPDATE segments SET bytes = ? WHERE rowid = ?').run(bytes, newest?.rowid as number);
  db.close();
}
