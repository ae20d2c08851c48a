import type { WriteStream } from 'node:tty';
import { formatSize } from '../../base/units.ts';
import { openProgressLine, shareText } from '../render/progress-line.ts';

/** How far a run has come. */
export interface Progress {
  /** @param bytes of the input that have been processed. */
  show(bytes: number): void;
  end(): void;
}

/**
 * On a terminal a bar that is redrawn in place, elsewhere nothing, or lines if they are asked for.
 *
 * @param size bytes of the input; undefined when it isn't known.
 */
export function openProgress(stream: WriteStream, size: number | undefined, always: boolean): Progress {
  const line = openProgressLine(stream, always);
  return {
    show: (bytes) => line.show((bar) => progressText(bytes, size, performance.now() / 1000, bar), bytes === size),
    end: () => line.end(),
  };
}

/** @param seconds since the start. */
export function progressText(bytes: number, size: number | undefined, seconds: number, bar: boolean): string {
  const rate = `${formatSize(bytes / seconds)}/s`;
  if (size === undefined) return `${formatSize(bytes)}  ${rate}`;
  const share = size === 0 ? 1 : Math.min(1, bytes / size);
  return `${shareText(share, bar)}  ${formatSize(bytes)} of ${formatSize(size)}  ${rate}`;
}
