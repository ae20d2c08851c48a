import { type Quality, sumQuality } from '../partition/quality.ts';
import { ThreadPool } from '../threads/pool.ts';
import { type Answer, BoundedThread } from './bounded-thread.ts';
import type { BoundedSpec } from './protocol.ts';
import type { Sink } from './sink.ts';

const WORKERS = new URL('./worker-main.js', import.meta.url);

/** What a bounded run has counted. */
export interface BoundedOutcome {
  readonly quality: Quality;
  /** Actors at the end. */
  readonly keys: number;
}

/** All threads of a bounded run. Each is shown every chunk; their results are written in one order. */
export class Crew implements AsyncDisposable {
  readonly #pool: ThreadPool;
  readonly #threads: readonly BoundedThread[];
  readonly #sink: Sink;
  /** Rejects when a thread fails, at work or not. @throws what the thread fails with, worker-lost. */
  readonly failed: Promise<never>;

  constructor(spec: Omit<BoundedSpec, 'thread'>, sink: Sink) {
    this.#pool = new ThreadPool(spec.threads, WORKERS);
    this.#threads = Array.from(
      { length: spec.threads },
      (_, thread) => new BoundedThread(this.#pool, { ...spec, thread }),
    );
    this.failed = Promise.race(this.#threads.map(({ failed }) => failed));
    this.failed.catch(() => undefined);
    this.#sink = sink;
  }

  /**
   * Has the bytes in a buffer processed, and their results written once those before are.
   *
   * @throws what a thread or the sink fails with.
   */
  async take(buffer: number, length: number, before: Promise<void>): Promise<void> {
    const answers = await Promise.all(this.#threads.map((thread) => thread.take(buffer, length)));
    await before;
    await this.#sink.write(inOrder(answers));
    for (const [i, answer] of answers.entries()) this.#threads[i]?.giveBack(answer);
  }

  /** Ends the input and writes the last results. */
  async end(): Promise<BoundedOutcome> {
    const answers = await Promise.all(this.#threads.map((thread) => thread.end()));
    await this.#sink.write(inOrder(answers));
    await this.#sink.end();
    const ends = answers.filter((answer) => answer.type === 'end');
    return {
      quality: sumQuality(ends.map(({ quality }) => quality)),
      keys: ends.reduce((sum, { keys }) => sum + keys, 0),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool.close();
  }
}

/** Results by partition: those of index 0, 1, 2. Partition i is the (i div threads)th of thread i mod threads. */
function inOrder(answers: readonly Answer[]): Uint8Array[] {
  const most = Math.max(...answers.map(({ lines }) => lines.length));
  const ordered = Array.from({ length: most }, (_, i) => answers.flatMap(({ lines }) => lines[i] ?? [])).flat();
  return ordered.filter(({ length }) => length > 0);
}
