import { expect, test } from 'vitest';
import type { LogDurability, StoreDurability } from '../../../../connectors/durability.ts';
import { judge } from '../../../../runtime/control/durability/judgement.ts';

const SQLITE: StoreDurability = { kind: 'sqlite' };
const BATCH: StoreDurability = { kind: 'cassandra', replicas: 1, commitLog: { mode: 'batch' } };

function jetstream(replicas: number, sync: number | string): LogDurability {
  const known = typeof sync === 'number' ? { milliseconds: sync } : { unknown: sync };
  return { kind: 'jetstream', replicas, sync: known };
}

function cassandra(replicas: number, commitLog: Extract<StoreDurability, { kind: 'cassandra' }>['commitLog']) {
  return { kind: 'cassandra', replicas, commitLog } as const;
}

test.each([
  [{ kind: 'sqlite', sync: 'full' }, 'survived', 'SQLite, synced at every append', undefined],
  [{ kind: 'sqlite', sync: 'normal' }, 'may-lose', 'SQLite, synced now and then', /last moments .* log\.sync: full/],
  [jetstream(1, 0), 'survived', 'JetStream, one replica, synced before each answer', undefined],
  [jetstream(3, 0), 'survived', 'JetStream, 3 replicas, synced before each answer', undefined],
  [
    jetstream(1, 120_000),
    'may-lose',
    'JetStream, one replica, synced every 2m',
    /^a power cut of the nats-server may lose up to 2m of .*sync_interval: always.* log\.replicas: 3/,
  ],
  [
    jetstream(3, 10_000),
    'if-not-all-at-once',
    'JetStream, 3 replicas, synced every 10s',
    /^a power cut of most of the 3 servers at once may lose up to 10s of acknowledged input and results/,
  ],
  [
    jetstream(1, 'log.monitor is not set'),
    'may-lose',
    'JetStream, one replica, sync unknown (log.monitor is not set), assumed every 2m',
    /may lose up to 2m of acknowledged input and results, if it syncs as by default; /,
  ],
] as const)('logs: %j', (log, powerCut, text, warning) => {
  const found = judge(log, log.kind === 'sqlite' ? SQLITE : BATCH);
  expect(found).toMatchObject({ powerCut, log: text });
  expect(found.warnings).toEqual(warning === undefined ? [] : [expect.stringMatching(warning)]);
  expect(found.promise).toMatch(/^what is acknowledged survives crashes(, | and )kill -9/);
  expect(/not always a power cut/.test(found.promise)).toBe(powerCut === 'may-lose');
  expect(/ and power cuts$/.test(found.promise)).toBe(powerCut === 'survived');
});

test.each([
  [cassandra(1, { mode: 'batch' }), 'Cassandra, one replica, commit log batch', undefined],
  [cassandra(3, { mode: 'group' }), 'Cassandra, 3 replicas, commit log group', undefined],
  [
    cassandra(1, { mode: 'periodic', milliseconds: 10_000 }),
    'Cassandra, one replica, commit log periodic, 10s',
    /^the node that is killed may forget up to 10s of acknowledged checkpoints and .*results stay right.*commitlog_sync: batch/,
  ],
  [
    cassandra(3, { mode: 'periodic', milliseconds: 2000 }),
    'Cassandra, 3 replicas, commit log periodic, 2s',
    /^nodes that are killed at once may forget up to 2s/,
  ],
  [
    cassandra(1, { unknown: 'no such table' }),
    'Cassandra, one replica, commit log unknown (no such table)',
    /may forget up to 10s of acknowledged checkpoints, if it is periodic as by default,/,
  ],
] as const)('checkpoints: %j', (store, text, warning) => {
  const found = judge(jetstream(1, 0), store);
  // A checkpoint that is lost costs time, no result.
  expect(found).toMatchObject({ powerCut: 'survived', store: text });
  expect(found.warnings).toEqual(warning === undefined ? [] : [expect.stringMatching(warning)]);
});
