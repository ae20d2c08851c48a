import { limits } from '../../base/limits.ts';
import type { FedResult, FedRound, ResultFeed } from './result-feed.ts';

/** Milliseconds after which a client that has lost its stream should come again. */
const RETRY = 1000;

/**
 * A feed as server-sent events (WHATWG HTML, 9.2): the output's name, the cursor, and the result as it was published. Whoever asks for
 * more later than it comes is waited for. Begins with the cursor where the feed stands; after each `quiet` without a result a comment
 * says that the stream is there, and the cursor moves on past what was not wanted. Ends when the feed is closed.
 */
export async function* eventsOf(
  feed: ResultFeed,
  quiet: number = limits.keepAliveMilliseconds,
): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`retry: ${RETRY}\nid: ${feed.cursor}\n\n`);
  const rounds = feed.rounds();
  let told = feed.cursor;
  let saidAt = performance.now();
  let next: Promise<IteratorResult<FedRound, unknown>> | undefined;
  while (!feed.isClosed) {
    next ??= rounds.next();
    const round = await within(next, saidAt + quiet - performance.now());
    if (round !== undefined) next = undefined;
    if (round?.done === true) return;
    const { results, cursor } = round?.value ?? { results: [], cursor: told };
    told = cursor;
    const isQuiet = results.length === 0;
    if (isQuiet && performance.now() < saidAt + quiet) continue;
    yield isQuiet ? Buffer.from(`: still here\nid: ${told}\n\n`) : Buffer.concat(results.flatMap(eventOf));
    saidAt = performance.now();
  }
}

/** JSON has no line ends but those it escapes. */
function eventOf({ result, cursor }: FedResult): Uint8Array[] {
  return [Buffer.from(`event: ${result.output}\nid: ${cursor}\ndata: `), result.payload, Buffer.from('\n\n')];
}

/** What a promise resolves with; undefined when it has not after so many milliseconds. */
async function within<T>(promise: Promise<T>, milliseconds: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, milliseconds, undefined);
  });
  return await Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
