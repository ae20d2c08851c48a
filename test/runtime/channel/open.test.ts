import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadConfig } from '../../../config/load.ts';
import { openTenantRegister } from '../../../connectors/registry.ts';
import { type Channel, channelOf } from '../../../runtime/channel/channel.ts';
import { Consumer } from '../../../runtime/channel/consumer.ts';
import { Producer } from '../../../runtime/channel/producer.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function channel(tenant: string): Channel {
  const file = join(folder, 'config.yaml');
  writeFileSync(file, `log: { kind: sqlite, folder: ./data }\ntenants:\n  - ${tenant}\n`);
  return channelOf(loadConfig(file), 'c1');
}

const STATISTICS = 'analytics: [{ use: global-statistics }]';

test('a channel is that of a tenant of the configuration', () => {
  expect(channel(`{ id: c1, partitions: 3, ${STATISTICS} }`)).toMatchObject({
    tenant: 'c1',
    partitions: 3,
    folder,
    log: { kind: 'sqlite', folder: join(folder, 'data'), sync: 'normal' },
  });
  const config = loadConfig(join(folder, 'config.yaml'));
  expect(() => channelOf(config, 'c2')).toThrow(/^tenant-unknown: there is no tenant c2, .* use one of c1/);
});

test('sending creates the tenant, and neither end may have another number of partitions', async () => {
  const three = channel(`{ id: c1, partitions: 3, ${STATISTICS} }`);
  await (await Consumer.open(three)).close();
  const register = await openTenantRegister(three.log);
  expect(await register.list()).toEqual([]);
  await (await Producer.open(three)).close();
  expect(await register.list()).toEqual([{ id: 'c1', partitions: 3, stopped: false }]);
  await register.close();
  const four = channel(`{ id: c1, partitions: 4, ${STATISTICS} }`);
  await expect(Producer.open(four)).rejects.toMatchObject({ code: 'partitions-changed' });
  await expect(Consumer.open(four)).rejects.toMatchObject({ code: 'partitions-changed' });
});

test("a format of the tenant's own routes its lines; a broken analytic doesn't matter to who sends", async () => {
  writeFileSync(
    join(folder, 'mine.ts'),
    `import { defineFormat } from '${fileURLToPath(new URL('../../../runtime/index.ts', import.meta.url))}';
     export const mine = defineFormat({ decode: (line) => ({ key: line.split(' '), time: 0, value: 0, isActive: true }) });`,
  );
  writeFileSync(join(folder, 'broken.ts'), 'throw new Error("broken");');
  const producer = await Producer.open(
    channel('{ id: c1, partitions: 64, input: { format: ./mine.ts }, analytics: [{ use: ./broken.ts }] }'),
  );
  const partitionOf = (line: string): unknown => producer.partitionOf(Buffer.from(line));
  expect(partitionOf('1 2 3')).toBe(partitionOf('12 3 '));
  expect(new Set(['1 2 3', '1 2 4', '1 2 5', '2 2 5'].map(partitionOf)).size).toBeGreaterThan(2);
  await producer.close();
});
