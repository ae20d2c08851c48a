import type { TenantSettings } from '../../actors/settings.ts';
import { limits } from '../base/limits.ts';
import { type BoundedOutcome, Crew } from './crew.ts';
import type { Sink } from './sink.ts';
import type { Source } from './source.ts';

/** What a bounded run works on. */
export interface BoundedOptions {
  readonly settings: TenantSettings;
  /** What the paths in settings are relative to. */
  readonly folder: string;
  readonly partitions: number;
  /** More than there are partitions are not used. */
  readonly threads: number;
  readonly source: Source;
  readonly sink: Sink;
  /** Told how many bytes of the input have been processed. */
  readonly progress?: (bytes: number) => void;
  /** Bytes read at a time. Default {@link limits.runChunkBytes}. */
  readonly chunkBytes?: number;
}

/**
 * Takes an input to its end and writes all results: by chunk of the input, then by partition. The main thread moves bytes;
 * every thread is shown every chunk and takes the lines of its own partitions.
 *
 * @throws what source, sink or an analytic throws; worker-lost.
 */
export async function runBounded(options: BoundedOptions): Promise<BoundedOutcome> {
  const { settings, folder, partitions, source, sink, progress, chunkBytes = limits.runChunkBytes } = options;
  const buffers = Array.from({ length: limits.runChunksInFlight }, () => new SharedArrayBuffer(chunkBytes));
  const threads = Math.min(options.threads, partitions);
  await using crew = new Crew({ settings, folder, partitions, threads, buffers }, sink);
  let bytes = 0;
  let written = Promise.resolve();
  // The input may wait for long: what fails meanwhile ends the wait.
  const failure = Promise.withResolvers<never>();
  failure.promise.catch(() => undefined);
  // By buffer: what is in it has been processed and its results are written.
  const freed: Promise<void>[] = [];
  for (let chunk = 0; ; chunk++) {
    const buffer = chunk % buffers.length;
    await freed[buffer];
    const read = source.read(new Uint8Array(buffers[buffer] as SharedArrayBuffer));
    const length = await Promise.race([read, failure.promise]);
    if (length === 0) break;
    written = crew.take(buffer, length, written).then(() => {
      bytes += length;
      progress?.(bytes);
    });
    written.catch(failure.reject);
    freed[buffer] = written;
  }
  await written;
  return await crew.end();
}
