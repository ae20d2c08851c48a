import type { LogRecord, NewRecord } from '../../connectors/log.ts';
import { hashTokens } from '../base/fnv.ts';
import { NO_SLOT } from './actor-table.ts';
import type { PartitionState } from './partition-state.ts';

/** Kind of the records that put a state of a person's in the place of an actor's. */
export const REPAIR = 'repair';

/** What a repair record says. */
export interface Repair {
  /** The actor's. */
  readonly key: string;
  /** The new states by analytic, as JSON. */
  readonly states: Readonly<Record<string, unknown>>;
  /** Who repairs it, and why. */
  readonly by: string;
  readonly reason: string;
}

export function repairRecord(repair: Repair): NewRecord {
  return { kind: REPAIR, payload: Buffer.from(JSON.stringify(repair)) };
}

/** Undefined for one that nobody of ours wrote. */
export function readRepair({ payload }: Pick<LogRecord, 'payload'>): Repair | undefined {
  try {
    const repair = JSON.parse(Buffer.from(payload).toString('utf8'));
    const isOurs = typeof repair?.key === 'string' && typeof repair.states === 'object' && repair.states !== null;
    return isOurs ? repair : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Puts the states in their places. All or none: there has to be such an actor, each analytic has to have a state of it, and each
 * state has to fit.
 */
export function applyRepair(state: PartitionState, { key, states }: Repair): void {
  const bytes = Buffer.from(key, 'latin1');
  const slot = state.table.find(bytes, bytes.length, hashTokens(key.split('-')));
  if (slot === NO_SLOT || !state.table.isActor(slot)) return;
  const repairs = Object.entries(states).map(([id, given]) => {
    const analytic = state.analytics.find((placed) => placed.settings.id === id)?.analytic;
    return { analytic, given, fits: analytic?.holds(slot) === true && analytic.misfitOf?.(given) === '' };
  });
  if (!repairs.every(({ fits }) => fits)) return;
  state.changes.touch(slot);
  for (const { analytic, given } of repairs) analytic?.repair?.(slot, given);
}
