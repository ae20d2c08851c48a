import { unmarked } from '../../../runtime/threads/heart.ts';
import type { TakeOverWatch } from '../../../runtime/threads/take-over.ts';

const nobody = (): void => undefined;

/** For a take-over that nobody watches or stops. */
export const unwatched: TakeOverWatch = {
  warn: nobody,
  published: nobody,
  paused: nobody,
  late: nobody,
  restored: nobody,
  turn: unmarked,
  stop: new AbortController().signal,
};
