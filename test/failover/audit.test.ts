import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { audited, differencesIn } from '../support/process/audit.ts';
import { EVERY_KIND, testChance } from '../support/process/chance.ts';
import { drained } from '../support/process/drained.ts';
import { Feeder } from '../support/process/feeder.ts';
import { RuntimeProcess } from '../support/process/runtime-process.ts';
import { Workplace } from '../support/process/workplace.ts';

const TENANT = `
  - id: customer1
    partitions: 2
    idleTimeout: 1s
    analytics:
      - use: global-statistics
      - { use: alarm-window, threshold: 2 }
      - { use: alarm-window, window: { kind: session, gap: 10s }, threshold: 2, id: sessions }
      - { use: alarm-window, window: { kind: count, size: 7, slide: 3 }, threshold: 2, id: counts }
`;
const workplace = new Workplace(TENANT, 'checkpoint: { every: 300ms }');

describe('millrace audit after kill -9, on files', () => {
  beforeAll(async () => {
    const { seed, chance } = testChance();
    using feeder = new Feeder(workplace, 'customer1', { ...EVERY_KIND, seed });
    for (let life = 0; life < 5; life++) {
      using runtime = new RuntimeProcess(workplace.config, workplace.data);
      await feeder.send(400);
      await runtime.ready();
      await delay(chance.below(500));
      if (life === 2) await auditBesideLive(feeder);
      await runtime.signal('SIGKILL');
    }
    await feeder.end();
    using last = new RuntimeProcess(workplace.config, workplace.data);
    await drained(last, feeder.sent);
    console.log(`seed ${seed}: ${feeder.sent} lines`);
  }, 120_000);

  afterAll(() => workplace[Symbol.dispose]());

  test('every result agrees, whatever the audit begins with', { timeout: 60_000 }, async () => {
    const stored = await Promise.all([0, 1].map((partition) => workplace.records('customer1', partition, 'output')));
    const { code, report } = await audited(workplace.config);
    expect({ code, found: differencesIn(report) }).toEqual({ code: 0, found: [] });
    expect(report.partitions.map(({ compared }) => compared?.results)).toEqual(
      stored.map((records) => records.filter(({ kind }) => kind !== 'fence').length),
    );
    expect(report.partitions.map(({ compared }) => [compared?.checkpoint, compared?.unpublished])).toEqual([
      [null, null],
      [null, null],
    ]);
    const late = String((report.partitions[0]?.compared?.to ?? 0) - 5);
    for (const from of ['checkpoint', late]) {
      const other = await audited(workplace.config, '--from', from);
      expect({ from, code: other.code, found: differencesIn(other.report) }).toEqual({ from, code: 0, found: [] });
      expect(other.report.partitions[0]?.compared?.checkpoint?.number).toBeGreaterThan(0);
    }
  });

  const sameAt = (sequence: number) => `SELECT * FROM records WHERE sequence = ${sequence}`;

  test('a result that was removed is missing', { timeout: 60_000 }, async () => {
    const { found, names } = await alter((db, { middle }) =>
      db.exec(`DELETE FROM records WHERE sequence = ${middle.sequence}`),
    );
    expect(found).toEqual([`missing ${names.middle}`]);
  });

  test('the newest result that was removed is missing, though no later one shows it', { timeout: 60_000 }, async () => {
    const { found, names } = await alter((db, { last }) =>
      db.exec(`DELETE FROM records WHERE sequence = ${last.sequence}`),
    );
    expect(found).toEqual([`missing ${names.last}`]);
  });

  test('a result that was stored again is doubled', { timeout: 60_000 }, async () => {
    const { found, names } = await alter((db, { middle }) => {
      db.exec(`INSERT INTO records (arrival, kind, key, payload, input, idx)
        SELECT arrival, kind, key, payload, input, idx FROM (${sameAt(middle.sequence)})`);
    });
    expect(found).toEqual([`doubled ${names.middle}`]);
  });

  test('a result with one changed byte is different', { timeout: 60_000 }, async () => {
    const { found, names } = await alter((db, { middle }) => {
      const text = Buffer.from(middle.payload).toString('utf8');
      const changed = text.replace(/\d(?=\D*$)/, (digit) => String((Number(digit) + 1) % 10));
      expect(changed).not.toBe(text);
      const update = db.prepare('UPDATE records SET payload = ? WHERE sequence = ?');
      update.run(Buffer.from(changed), middle.sequence);
    });
    expect(found).toEqual([`different ${names.middle}`]);
  });

  test('results that changed places are out of order', { timeout: 60_000 }, async () => {
    const { found, names } = await alter((db, { middle, next }) => {
      db.exec(`UPDATE records SET sequence = -1 WHERE sequence = ${middle.sequence};
        UPDATE records SET sequence = ${middle.sequence} WHERE sequence = ${next.sequence};
        UPDATE records SET sequence = ${next.sequence} WHERE sequence = -1`);
    });
    expect(found).toEqual([`out-of-order ${names.middle}`]);
  });

  test('a result that no input gives is foreign', { timeout: 60_000 }, async () => {
    const { found, names } = await alter((db, { middle }) => {
      db.exec(`INSERT INTO records (arrival, kind, key, payload, input, idx)
        SELECT arrival, kind, key, payload, input, idx + 1000 FROM (${sameAt(middle.sequence)})`);
    });
    expect(found).toEqual([`foreign ${names.middle.replace(/\d+$/, (index) => String(Number(index) + 1000))}`]);
  });

  /** Alters partition 1's output log in a copy of the data, and audits that: one partition alone may differ. */
  async function alter(
    how: (db: DatabaseSync, at: Record<'middle' | 'next' | 'last', Stored>) => void,
  ): Promise<{ found: string[]; names: { middle: string; last: string } }> {
    const results = (await workplace.records('customer1', 1, 'output')).filter(
      ({ identity }) => identity !== undefined,
    );
    const middle = results.length >> 1;
    const at = { middle: results[middle], next: results[middle + 1], last: results.at(-1) } as Record<string, Stored>;
    const kept = `${workplace.data}-kept`;
    cpSync(workplace.data, kept, { recursive: true });
    try {
      const db = new DatabaseSync(join(workplace.data, 'logs', 'customer1', '1.output.sqlite'));
      how(db, at as Record<'middle' | 'next' | 'last', Stored>);
      db.close();
      const { code, report } = await audited(workplace.config);
      expect(code).toBe(1);
      expect(report.partitions.map(({ verdict }) => verdict)).toEqual(['agrees', 'differs']);
      const names = { middle: nameOf(at.middle), last: nameOf(at.last) };
      return { found: differencesIn(report), names };
    } finally {
      rmSync(workplace.data, { recursive: true });
      cpSync(kept, workplace.data, { recursive: true });
      rmSync(kept, { recursive: true });
    }
  }
});

/** While a runtime takes what goes on coming. */
async function auditBesideLive(feeder: Feeder): Promise<void> {
  let isDone = false;
  const audit = audited(workplace.config).finally(() => {
    isDone = true;
  });
  while (!isDone) {
    await feeder.send(5);
    await delay(20);
  }
  const { code, report } = await audit;
  expect({ code, found: differencesIn(report) }).toEqual({ code: 0, found: [] });
}

type Stored = Awaited<ReturnType<Workplace['records']>>[number];

function nameOf(record: Stored | undefined): string {
  return `1 ${record?.identity?.input}.${record?.identity?.index}`;
}
