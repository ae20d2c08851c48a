import { MillraceError } from '../runtime/base/errors.ts';
import type { LeaseHolder } from './leases.ts';

/** The shortest time to live, in milliseconds. */
const SHORTEST = 1000;

/** For a renewal that comes too late; `holder` is who has the name now. */
export function leaseLost(name: string, holder: LeaseHolder | undefined): MillraceError {
  return new MillraceError('lease-lost', {
    what: holder === undefined ? 'the lease has run out' : `the lease is held by ${holder.owner} now`,
    where: `lease ${name}`,
    fix: 'nothing, when a process was stopped or slow for a while; else see that it has enough processor time',
  });
}

/** @throws RangeError when a time to live is too short to be kept. */
export function checkTimeToLive(timeToLive: number): void {
  if (!(timeToLive >= SHORTEST)) throw new RangeError(`a lease lasts ${SHORTEST} ms at least, not ${timeToLive}`);
}
