import type { ResultIdentity } from '../../connectors/log.ts';

/** Results in the order in which they are sent: negative when the first one comes first. */
export function compareIdentities(a: ResultIdentity, b: ResultIdentity): number {
  return a.input - b.input || a.index - b.index;
}

/** The later one of two; undefined when there is none. */
export function laterOf(a: ResultIdentity | undefined, b: ResultIdentity | undefined): ResultIdentity | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return compareIdentities(a, b) < 0 ? b : a;
}
