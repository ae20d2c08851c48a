import { noModules } from '../../actors/catalog.ts';
import { isChained } from '../../actors/chaining.ts';
import type { TenantSettings } from '../../actors/settings.ts';
import { limits } from '../base/limits.ts';
import { loadModules } from '../modules/load-modules.ts';
import { type BoundedOutcome, Crew } from './crew.ts';
import type { Sink } from './sink.ts';
import type { Source } from './source.ts';
import { Waits } from './waits.ts';

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
  const chained = { ...settings, analytics: settings.analytics.filter(isChained) };
  const modules = chained.analytics.length > 0 ? await loadModules(chained, folder) : noModules;
  await using crew = new Crew({ settings, folder, partitions, threads, buffers }, sink, modules);
  let bytes = 0;
  let written = Promise.resolve();
  // The input may keep silent for long: what fails meanwhile ends the wait.
  const waits = new Waits();
  crew.failed.catch((thrown: unknown) => waits.fail(thrown));
  // By buffer: what is in it has been processed and its results are written.
  const freed: Promise<void>[] = [];
  for (let chunk = 0; ; chunk++) {
    const buffer = chunk % buffers.length;
    await freed[buffer];
    const length = await waits.for(source.read(new Uint8Array(buffers[buffer] as SharedArrayBuffer)));
    if (length === 0) break;
    written = crew.take(buffer, length, written).then(() => {
      bytes += length;
      progress?.(bytes);
    });
    written.catch((thrown: unknown) => waits.fail(thrown));
    freed[buffer] = written;
  }
  await written;
  return await crew.end();
}
