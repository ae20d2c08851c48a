import type { Modules } from '../../actors/catalog.ts';
import { mergingIn } from '../../actors/merging.ts';
import { PARTIAL } from '../../connectors/log.ts';
import { MillraceError } from '../base/errors.ts';
import { type Quality, sumQuality } from '../partition/quality.ts';
import { ThreadPool } from '../threads/pool.ts';
import { BoundedMerge } from './bounded-merge.ts';
import { type Answer, BoundedThread } from './bounded-thread.ts';
import type { BoundedSpec } from './protocol.ts';
import type { Sink } from './sink.ts';

const WORKERS = new URL('./worker-main.js', import.meta.url);

/** What a bounded run has counted. */
export interface BoundedOutcome {
  readonly quality: Quality;
  /** Actors at the end. */
  readonly keys: number;
  /** What analytics threw where that makes dead letters: the first of each kind, with its place in the module. */
  readonly thrown: readonly MillraceError[];
}

/** All threads of a bounded run. Each is shown every chunk; their results are written in one order. */
export class Crew implements AsyncDisposable {
  readonly #pool: ThreadPool;
  readonly #threads: readonly BoundedThread[];
  readonly #sink: Sink;
  readonly #merge: BoundedMerge | undefined;
  /** What analytics threw, by what it says: partitions and threads throw alike. */
  readonly #thrown = new Map<string, MillraceError>();
  /** Rejects when a thread fails, at work or not. @throws what the thread fails with, worker-lost. */
  readonly failed: Promise<never>;

  /**
   * @param modules of the analytics that are computed behind the partitions.
   * @throws actor-settings-invalid.
   */
  constructor(spec: Omit<BoundedSpec, 'thread'>, sink: Sink, modules: Modules) {
    const onThrown = (error: MillraceError): void => {
      this.#thrown.set(error.what, this.#thrown.get(error.what) ?? inRun(error));
    };
    this.#pool = new ThreadPool(spec.threads, WORKERS);
    this.#threads = Array.from(
      { length: spec.threads },
      (_, thread) => new BoundedThread(this.#pool, { ...spec, thread }, onThrown),
    );
    this.failed = Promise.race(this.#threads.map(({ failed }) => failed));
    this.failed.catch(() => undefined);
    this.#sink = sink;
    this.#merge = mergingIn(spec.settings).length > 0 ? new BoundedMerge(spec.settings, modules, onThrown) : undefined;
  }

  /**
   * Has the bytes in a buffer processed, and their results written once those before are.
   *
   * @throws what a thread or the sink fails with.
   */
  async take(buffer: number, length: number, before: Promise<void>): Promise<void> {
    const answers = await Promise.all(this.#threads.map((thread) => thread.take(buffer, length)));
    await before;
    await this.#write([...linesOf(answers), ...this.#mergedOf(answers)]);
    for (const [i, answer] of answers.entries()) this.#threads[i]?.giveBack(answer);
  }

  /** Ends the input and writes the last results. */
  async end(): Promise<BoundedOutcome> {
    const answers = await Promise.all(this.#threads.map((thread) => thread.end()));
    const merged = this.#mergedOf(answers);
    if (this.#merge !== undefined) merged.push(this.#merge.end());
    await this.#write([...linesOf(answers), ...merged]);
    await this.#sink.end();
    const ends = answers.filter((answer) => answer.type === 'end');
    return {
      quality: this.#withMerged(sumQuality(ends.map(({ quality }) => quality))),
      keys: ends.reduce((sum, { keys }) => sum + keys, 0),
      thrown: [...this.#thrown.values()],
    };
  }

  async #write(pieces: readonly Uint8Array[]): Promise<void> {
    await this.#sink.write(pieces.filter(({ length }) => length > 0));
  }

  /** What the merge stage makes of results, where there is one. */
  #mergedOf(answers: readonly Answer[]): Uint8Array[] {
    if (this.#merge === undefined) return [];
    return [this.#merge.take(inOrder(answers.map(({ merged }) => merged ?? [])).flat())];
  }

  #withMerged(quality: Quality): Quality {
    if (this.#merge === undefined) return quality;
    const { [PARTIAL]: _, ...results } = quality.results;
    for (const [output, count] of Object.entries(this.#merge.results)) results[output] = (results[output] ?? 0) + count;
    return { ...quality, results };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool.close();
  }
}

/** Nothing is kept that could be sent in again. */
function inRun({ code, what, where }: MillraceError): MillraceError {
  const fix = 'mend the analytic and run it again; its next dead letters are not told here';
  return new MillraceError(code, { what, where, fix });
}

function linesOf(answers: readonly Answer[]): Uint8Array[] {
  return inOrder(answers.map(({ lines }) => lines));
}

/** What each thread has of its partitions, as that of index 0, 1, 2. Partition i is the (i div threads)th of thread i mod threads. */
function inOrder<T>(threads: readonly (readonly T[])[]): T[] {
  const most = Math.max(...threads.map(({ length }) => length));
  const ordered: T[] = [];
  for (let i = 0; i < most; i++) {
    for (const own of threads) if (i < own.length) ordered.push(own[i] as T);
  }
  return ordered;
}
