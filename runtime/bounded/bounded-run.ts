import type { TenantSettings } from '../../actors/settings.ts';
import { limits } from '../base/limits.ts';
import { type Quality, sumQuality } from '../partition/quality.ts';
import { ThreadPool } from '../threads/pool.ts';
import { BoundedThread } from './bounded-thread.ts';
import type { FromBounded } from './protocol.ts';
import type { Sink, Source } from './streams.ts';

const WORKERS = new URL('./worker.ts', import.meta.url);

/** What a bounded run works on. */
export interface BoundedOptions {
  readonly settings: TenantSettings;
  /** What the paths in settings are relative to. */
  readonly folder: string;
  readonly partitions: number;
  readonly threads: number;
  readonly source: Source;
  readonly sink: Sink;
  /** Told how many bytes of the input have been processed. */
  readonly progress?: (bytes: number) => void;
  /** Bytes read at a time. Default {@link limits.runChunkBytes}. */
  readonly chunkBytes?: number;
}

/** What a bounded run has counted. */
export interface BoundedOutcome {
  readonly quality: Quality;
  /** Actors at the end. */
  readonly keys: number;
}

/**
 * Takes an input to its end and writes all results: by chunk of the input, then by partition. The main thread moves bytes;
 * every thread is shown every chunk and takes the lines of its own partitions.
 *
 * @throws what source, sink or an analytic throws; worker-lost.
 */
export async function runBounded(options: BoundedOptions): Promise<BoundedOutcome> {
  const threads = Math.min(options.threads, options.partitions);
  const chunkBytes = options.chunkBytes ?? limits.runChunkBytes;
  const buffers = Array.from({ length: limits.runChunksInFlight }, () => new SharedArrayBuffer(chunkBytes));
  await using pool = new Workers(threads);
  const { settings, folder, partitions } = options;
  const workers = Array.from({ length: threads }, (_, thread) => {
    return new BoundedThread(pool.pool, { settings, folder, partitions, threads, thread, buffers });
  });
  const { source, sink, progress } = options;
  let written = Promise.resolve();
  let bytes = 0;
  const write = async (before: Promise<void>, answers: Promise<readonly FromBounded[]>, length: number) => {
    const lines = inOrder(await answers);
    await before;
    await sink.write(lines);
    bytes += length;
    progress?.(bytes);
  };
  // By buffer: the chunk that is in it has been written.
  const freed: Promise<void>[] = [];
  for (let chunk = 0; ; chunk++) {
    const buffer = chunk % buffers.length;
    await freed[buffer];
    const length = await source.read(new Uint8Array(buffers[buffer] as SharedArrayBuffer));
    if (length === 0) break;
    const answers = Promise.all(workers.map((worker) => worker.ask({ type: 'chunk', buffer, length })));
    written = write(written, answers, length);
    freed[buffer] = written;
    // Whoever waits for it next is told; until then it isn't forgotten.
    written.catch(() => undefined);
  }
  const ends = await Promise.all(workers.map((worker) => worker.ask({ type: 'end' })));
  await written;
  await sink.write(inOrder(ends));
  await sink.end();
  const outcomes = ends.filter((end) => end.type === 'end');
  const quality = sumQuality(outcomes.map((end) => end.quality));
  return { quality, keys: outcomes.reduce((sum, { keys }) => sum + keys, 0) };
}

/** The results of a chunk by partition: those of index 0, 1, 2. Partition i is thread (i mod threads)'s (i div threads)th. */
function inOrder(answers: readonly FromBounded[]): Uint8Array[] {
  const lines = answers.map((answer) => ('lines' in answer ? answer.lines : []));
  const ordered: Uint8Array[] = [];
  for (let i = 0; i < (lines[0]?.length ?? 0); i++) {
    for (const each of lines) {
      const part = each[i];
      if (part !== undefined && part.length > 0) ordered.push(part);
    }
  }
  return ordered;
}

/** A pool that is closed whatever happens. */
class Workers implements AsyncDisposable {
  readonly pool: ThreadPool;

  constructor(threads: number) {
    this.pool = new ThreadPool(threads, WORKERS);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.pool.close();
  }
}
