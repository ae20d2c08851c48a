import { describe, expect, test } from 'vitest';
import type { ErrorCode } from '../../../runtime/base/error-codes.ts';
import { isReadyWith } from '../../../runtime/control/readiness.ts';
import type { PartitionPhase } from '../../../runtime/threads/protocol.ts';

function failed(code: ErrorCode) {
  return { phase: 'failed', error: { code, what: 'a', where: 'b', fix: 'c' } } as const;
}

function of(...phases: readonly PartitionPhase[]) {
  return phases.map((phase) => ({ phase, error: null }));
}

describe('a process is ready', () => {
  test.each([
    ['with nothing to run', []],
    ['with all that it runs', of('running', 'running')],
    ['whatever others wait for', of('running', 'waiting', 'stalled', 'recovering', 'starting', 'draining')],
    ["beside a tenant's own trouble", [...of('running', 'quarantined'), failed('quota-state-bytes')]],
    ["with nothing but tenants' own troubles", [...of('quarantined'), failed('actor-failed'), failed('input-lost')]],
    ["beside what one tenant's servers refuse", [...of('running'), failed('store-refused')]],
  ])('%s', (_, partitions) => {
    expect(isReadyWith(partitions)).toBe(true);
  });
});

describe('a process is not ready', () => {
  test.each([
    ['that begins', of('starting', 'recovering')],
    ['whose leases another one has', of('waiting', 'waiting')],
    ['whose servers are away', [...of('stalled', 'waiting', 'quarantined'), failed('actor-failed')]],
    ['whose servers refuse it', [failed('store-refused'), failed('broker-refused')]],
  ])('%s', (_, partitions) => {
    expect(isReadyWith(partitions)).toBe(false);
  });
});
