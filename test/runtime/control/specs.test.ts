import { expect, test } from 'vitest';
import { parseConfig } from '../../../config/load.ts';
import type { LoadedConfig, TenantConfig } from '../../../config/types.ts';
import { holdsActors, nameOf, placesOf } from '../../../runtime/control/offline-places.ts';
import { partitionSpecs } from '../../../runtime/control/specs.ts';

/** A configuration whose tenants have so many partitions. */
function configOf(log: string, ...partitions: readonly number[]): LoadedConfig {
  const tenants = partitions.map((count, i) => {
    return `  - { id: customer${i + 1}, partitions: ${count}, analytics: [{ use: global-statistics }] }`;
  });
  const lines = [`log: { kind: ${log} }`, 'api: { listen: 127.0.0.1:0 }', 'tenants:', ...tenants];
  return parseConfig(lines.join('\n'), '/etc/millrace/config.yaml', { environment: {} });
}

function indexes(config: LoadedConfig): unknown {
  const options = { owner: 'test', acceptCodeChange: false };
  return config.tenants.map((tenant: TenantConfig) =>
    partitionSpecs(config, tenant, options).map(({ index, count }) => `${index} of ${count}`),
  );
}

test('a tenant on JetStream has an ingest stage after its partitions, unless it has one partition', () => {
  expect(indexes(configOf('jetstream', 3, 1))).toEqual([['0 of 3', '1 of 3', '2 of 3', 'ingest of 3'], ['0 of 1']]);
  expect(indexes(configOf('sqlite', 3, 1))).toEqual([['0 of 3', '1 of 3', '2 of 3'], ['0 of 1']]);
});

test('the partitions of a tenant share its rates, an ingest stage has its own, and a merge stage none', () => {
  const analytics = 'analytics: [{ use: alarm-window }, { use: critical-rate }]';
  const tenants = `tenants:\n  - { id: t, partitions: 2, ${analytics}, quotas: { inputRate: 5, resultRate: 7 } }`;
  const config = parseConfig(`log: { kind: jetstream }\n${tenants}`, '/etc/millrace/config.yaml', { environment: {} });
  const options = { owner: 'test', acceptCodeChange: false };
  const [one, two, ingest, merge] = partitionSpecs(config, config.tenants[0] as TenantConfig, options);
  expect([one?.rates?.input?.rate, one?.rates?.result?.rate]).toEqual([5, 7]);
  expect(two?.rates?.input?.memory).toBe(one?.rates?.input?.memory);
  expect(two?.rates?.result?.memory).toBe(one?.rates?.result?.memory);
  expect(ingest?.rates?.input).toMatchObject({ rate: 5, partitions: 1 });
  expect(ingest?.rates?.input?.memory).not.toBe(one?.rates?.input?.memory);
  expect([ingest?.rates?.result, merge?.rates]).toEqual([undefined, {}]);
});

test('the stages of tenants have names of their own, and those of partitions hold actors', () => {
  const places = placesOf('jetstream', configOf('jetstream', 2, 1).tenants);
  expect(places.map(nameOf)).toEqual(['customer1/0', 'customer1/1', 'customer1/ingest', 'customer2/0']);
  expect(places.filter(holdsActors).map(nameOf)).toEqual(['customer1/0', 'customer1/1', 'customer2/0']);
});
