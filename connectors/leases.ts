/**
 * Leases: which process tries to own a partition. A lease decides who tries, never who is right: an owner that has lost its
 * lease without noticing is stopped by the output log's chain and the manifest's epoch. Both sides' duties:
 *
 * - The implementation grants a name to one holder at a time, for its time to live since the last renewal as the
 *   implementation's own clock sees it; a renewal after that fails, whoever holds it now.
 * - The holder renews well within the time to live, counted from when the last successful renewal was sent, and stops
 *   working when a renewal is refused or not answered in that time.
 */

/** A name that is held. */
export interface Lease {
  readonly name: string;
  /**
   * Prolongs it for another time to live.
   *
   * @throws lease-lost when it has run out, was released, or somebody else holds the name; broker-unavailable when there was
   *   no answer, and then it may be prolonged or not: try again.
   */
  renew(): Promise<void>;
  /** Gives it back, so that the next one need not wait for its end. Doing so too late is no error. @throws broker-unavailable. */
  release(): Promise<void>;
}

/** Which of its owner's lives a lease is for: those that have ended without giving it back don't need it any more. */
export interface Life {
  /** Unlike any other's. */
  readonly id: string;
  /** Lives known to have ended, of which nothing runs any more. */
  readonly dead: readonly string[];
}

/** Who holds a name now. */
export interface LeaseHolder {
  readonly owner: string;
}

/** All but `wait` throw `broker-unavailable`. */
export interface Leases {
  /** Milliseconds a lease lasts without renewal. At least 1,000. */
  readonly timeToLive: number;
  /**
   * Takes a name if nobody holds it, or one of the dead lives does; undefined when somebody does. `owner` is for people to
   * read. When there was no answer the name may be held for a time to live by nobody.
   */
  acquire(name: string, owner: string, life?: Life): Promise<Lease | undefined>;
  /** Undefined when nobody holds it. */
  holder(name: string): Promise<LeaseHolder | undefined>;
  /** Resolves when the name may have become free, after `timeout` milliseconds, or when `signal` aborts. */
  wait(name: string, timeout: number, signal: AbortSignal): Promise<void>;
  /** Ends the waiting. Leases that were not released last until they run out. */
  close(): Promise<void>;
}

/** Whether a life that has ended holds a lease. @param held what is noted of the one that holds it. */
export function isOfDead(held: { readonly life?: string | undefined }, life: Life | undefined): boolean {
  return held.life !== undefined && life?.dead.includes(held.life) === true;
}
