import type { Life } from '../../connectors/leases.ts';
import { type LogChoice, openLeases } from '../../connectors/registry.ts';
import type { PartitionName } from '../../connectors/snapshot-store.ts';
import { LeaseKeeper, type WaitingFor } from '../ownership/lease-keeper.ts';

/** Which partition to hold, and in whose name. */
export interface HoldRequest {
  readonly log: LogChoice;
  readonly name: PartitionName;
  /** Milliseconds. */
  readonly timeToLive: number;
  readonly owner: string;
  readonly life: Life | undefined;
}

/** The right to try to own a partition. */
export interface PartitionHold {
  /** Aborts when somebody else may have it. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

/**
 * Waits for a partition's lease; undefined when `stop` aborts before. Where one process has all partitions by a lock, there is
 * nothing to wait for.
 */
export async function holdPartition(
  { log, name, timeToLive, owner, life }: HoldRequest,
  stop: AbortSignal,
  waiting: (waitingFor: WaitingFor) => void,
): Promise<PartitionHold | undefined> {
  const leases = await openLeases(log, timeToLive);
  if (leases === undefined) return { lost: new AbortController().signal, release: async () => {} };
  try {
    const held = await new LeaseKeeper(leases).hold(name, owner, stop, waiting, life);
    const release = async (): Promise<void> => await held.release().finally(async () => await leases.close());
    return { lost: held.lost, release };
  } catch (thrown) {
    await leases.close();
    if (stop.aborted) return undefined;
    throw thrown;
  }
}
