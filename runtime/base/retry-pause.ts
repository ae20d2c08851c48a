import { limits } from './limits.ts';

/** Milliseconds to wait before another try: twice as long after each failure, up to a bound. @param failures before this one, in a row. */
export function retryPause(failures: number): number {
  return Math.min(limits.retryMilliseconds * 2 ** failures, limits.retryMillisecondsMost);
}
