import { limits } from '../../base/limits.ts';
import { figure } from './words.ts';

/** Milliseconds that records were answered within, a bound of `limits.responseBounds`; `-` when there were none. */
export function answeredText(bound: number | undefined): string {
  if (bound === undefined) return '-';
  return Number.isFinite(bound) ? figure(bound) : `over ${figure(limits.responseBounds.at(-1) ?? 0)}`;
}
