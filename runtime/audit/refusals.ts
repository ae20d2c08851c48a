import { MillraceError } from '../base/errors.ts';
import type { Place } from './place.ts';

/** Where a partition's errors happen. */
export function whereOf({ tenant, index }: Place): string {
  return `partition ${tenant}/${index}`;
}

export function notExactlyOnce(place: Place, delivery: string): MillraceError {
  return new MillraceError('not-auditable', {
    what: `its results are delivered ${delivery}, so that some may rightly be doubled or missing`,
    where: whereOf(place),
    fix: 'set delivery: exactly-once for tenants whose results are to be audited',
  });
}

export function inputGone(place: Place): MillraceError {
  return new MillraceError('log-not-found', {
    what: 'there are checkpoints, and the input log they were taken of is gone',
    where: whereOf(place),
    fix: 'restore the log from a copy',
  });
}

/** Nobody vouches for the newest results then, nor for the code that computed them. */
export function noneUsable(place: Place): MillraceError {
  return new MillraceError('checkpoint-unusable', {
    what: 'none of its checkpoints is of use, so that nothing vouches for the newest results',
    where: whereOf(place),
    fix: 'start the runtime to see what it says, or wait for its next checkpoint',
  });
}
