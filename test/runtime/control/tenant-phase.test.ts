import { expect, test } from 'vitest';
import { ownHere, type StageStatus, tenantPhaseOf } from '../../../runtime/control/tenant-phase.ts';
import type { PartitionPhase } from '../../../runtime/threads/protocol.ts';

const of = (...phases: readonly PartitionPhase[]): readonly StageStatus[] =>
  phases.map((phase) => ({ phase, waitsFor: null }));
const LEASE = { phase: 'waiting', waitsFor: { code: 'lease', what: 'other owns it', since: 0 } } as const;
const STORE = { phase: 'waiting', waitsFor: { code: 'store-unavailable', what: 'away', since: 0 } } as const;

test.each([
  ['all that it has', of('running', 'running'), true, 'running'],
  ['one that failed first of all', of('running', 'failed', 'quarantined'), true, 'failed'],
  ['what needs a look before what waits', of('waiting', 'stalled', 'quarantined'), true, 'quarantined'],
  ['some that begin', of('running', 'recovering'), true, 'starting'],
  ['those that drain', of('stopped', 'draining'), false, 'stopping'],
  ['those that have drained', of('stopped', 'stopped'), false, 'stopped'],
  ['its own where others own the rest', [...of('running'), LEASE, LEASE], true, 'running'],
  ['that it waits where others own all', [LEASE, LEASE], true, 'waiting'],
  ['that it waits for a server', [...of('running'), LEASE, STORE], true, 'waiting'],
] as const)('a tenant tells of %s', (_, stages, wanted, phase) => {
  expect(tenantPhaseOf(stages, wanted)).toBe(phase);
});

test('what another process owns is not counted here, unless it owns all', () => {
  const [running] = of('running');
  expect(ownHere([running as StageStatus, LEASE])).toEqual([running]);
  expect(ownHere([LEASE, LEASE])).toEqual([LEASE, LEASE]);
});
