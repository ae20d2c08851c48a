import type { Leases, Life } from '../../connectors/leases.ts';
import type { MillraceError } from '../base/errors.ts';
import { limits } from '../base/limits.ts';
import { HeldLease, isUnavailable } from './held-lease.ts';
import { type KeeperTime, processTime } from './keeper-time.ts';
import { LeaseClock } from './lease-clock.ts';

/** Why a lease isn't got yet. */
export type WaitingFor =
  | { readonly kind: 'owner'; readonly owner: string }
  | { readonly kind: 'broker'; readonly error: MillraceError };

/** Told when what is waited for changes. */
export type OnWaiting = (waitingFor: WaitingFor) => void;

/** Gets leases and keeps them renewed. The leases stay the caller's to close. */
export class LeaseKeeper {
  readonly #leases: Leases;
  readonly #time: KeeperTime;

  constructor(leases: Leases, time: KeeperTime = processTime) {
    this.#leases = leases;
    this.#time = time;
  }

  /**
   * Resolves when the name is held, however long others hold it or the broker is away.
   *
   * @param life of the owner; what its dead lives hold is taken at once. Default: it has one only.
   * @throws the signal's reason when it aborts before; then the name isn't held.
   */
  async hold(
    name: string,
    owner: string,
    signal: AbortSignal,
    onWaiting: OnWaiting = () => {},
    life?: Life,
  ): Promise<HeldLease> {
    const report = onChange(onWaiting);
    for (;;) {
      signal.throwIfAborted();
      try {
        const held = await this.#acquire(name, owner, life);
        if (held !== undefined) return await unlessAborted(held, signal);
        const holder = await this.#leases.holder(name);
        if (holder !== undefined) report({ kind: 'owner', owner: holder.owner });
        await this.#leases.wait(name, this.#leases.timeToLive, signal);
      } catch (thrown) {
        if (!isUnavailable(thrown)) throw thrown;
        report({ kind: 'broker', error: thrown });
        await this.#time.sleep(limits.reconnectMilliseconds, signal);
      }
    }
  }

  async #acquire(name: string, owner: string, life: Life | undefined): Promise<HeldLease | undefined> {
    const sentAt = this.#time.now();
    const lease = await this.#leases.acquire(name, owner, life);
    return lease && new HeldLease(lease, new LeaseClock(this.#leases.timeToLive, sentAt), this.#time);
  }
}

async function unlessAborted(held: HeldLease, signal: AbortSignal): Promise<HeldLease> {
  if (!signal.aborted) return held;
  await held.release();
  throw signal.reason;
}

/** Leaves out what says the same as the one before. */
function onChange(onWaiting: OnWaiting): OnWaiting {
  let last = '';
  return (waitingFor) => {
    const text = waitingFor.kind === 'owner' ? `owner ${waitingFor.owner}` : waitingFor.error.message;
    if (text === last) return;
    last = text;
    onWaiting(waitingFor);
  };
}
