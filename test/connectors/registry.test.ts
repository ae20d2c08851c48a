import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { LogName } from '../../connectors/log.ts';
import { openConnectors } from '../../connectors/registry.ts';
import { ManualClock } from '../../runtime/base/clock.ts';

const name: LogName = { tenant: 'customer1', partition: 0, count: 4, direction: 'input' };
const record = { kind: 'event', payload: Buffer.from('a') };
const clock = new ManualClock(12_345);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it.each(['memory', 'sqlite'] as const)('opens what is called %s, with the clock it was given', async (kind) => {
  const part = kind === 'memory' ? { kind } : { kind, folder };
  const { logs, snapshots, archive, close } = await openConnectors({ log: part, store: part, clock });
  const log = await logs.open(name);
  await log.append([record]);
  expect((await log.read(1, 1))[0]?.arrival).toBe(12_345);
  expect(await snapshots.swapManifest('customer1/0', undefined, { writeId: 'w', bytes: record.payload })).toBe(true);
  await archive.putEvents('customer1', 0, [{ sequence: 1, index: 0, time: 0, payload: record.payload }]);
  await close();
  await expect(log.append([record])).rejects.toMatchObject({ code: 'log-unusable' });
  expect(readdirSync(folder).toSorted()).toEqual(kind === 'memory' ? [] : ['archive', 'checkpoints', 'logs']);
});

it('opens logs to read them alone', async () => {
  const log = { kind: 'sqlite', folder, readOnly: true } as const;
  const connectors = await openConnectors({ log, store: { kind: 'memory' }, clock });
  await expect(connectors.logs.open(name)).rejects.toMatchObject({ code: 'log-not-found' });
  expect(readdirSync(folder)).toEqual([]);
  await connectors.close();
});
