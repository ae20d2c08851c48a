import { isMainThread } from 'node:worker_threads';
import { MillraceError } from '../base/errors.ts';
import { isOurPlace, placesOf } from '../base/thrown-at.ts';

/** Frames that are looked at: a module may call others of its own before. */
const FRAMES = 100;

let guarded = false;

/**
 * From now on `process.exit` in a module's code throws `actor-misuse` like any other error of its: it would end the thread, with
 * the partitions of others, or a command before it has its answer. A program that this package is only a part of ends as ever.
 */
export function guardExit(): void {
  if (guarded) return;
  guarded = true;
  const exit = process.exit.bind(process);
  // An argument that is left out is not the same as undefined: that takes process.exitCode back.
  process.exit = (...code) => {
    if (isOfModule(callers())) throw misuse();
    return exit(...code);
  };
}

/** Places of those that called, the innermost first. */
function callers(): string[] {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = FRAMES;
  const places = placesOf(new Error());
  Error.stackTraceLimit = limit;
  return places.filter((place) => !place.startsWith(import.meta.url));
}

/** Nobody else's code runs on a worker thread; on the main thread it is a module's where ours has called it. */
function isOfModule([caller, ...outer]: readonly string[]): boolean {
  return caller !== undefined && !isOurPlace(caller) && (!isMainThread || outer.some(isOurPlace));
}

/** The same wherever it happens: it stands in dead letters, which are compared byte by byte. */
function misuse(): MillraceError {
  return new MillraceError('actor-misuse', {
    what: 'process.exit was called',
    where: 'in a module',
    fix: 'return, or throw an error: a module must not end what others run in',
  });
}
