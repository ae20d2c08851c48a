import type { WriteStream } from 'node:tty';
import { formatSize } from '../../base/units.ts';

/** Milliseconds between two looks. */
const EVERY = { terminal: 100, elsewhere: 1000 } as const;
const BAR = 30;

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
  const terminal = stream.isTTY === true;
  if (!terminal && !always) return { show: () => undefined, end: () => undefined };
  let shownAt = Number.NEGATIVE_INFINITY;
  return {
    show: (bytes) => {
      const now = performance.now();
      if (now - shownAt < (terminal ? EVERY.terminal : EVERY.elsewhere) && bytes !== size) return;
      shownAt = now;
      const text = progressText(bytes, size, now / 1000, terminal);
      stream.write(terminal ? `\r\x1b[K${text.slice(0, stream.columns - 1)}` : `${text}\n`);
    },
    end: () => {
      if (terminal) stream.write('\r\x1b[K');
    },
  };
}

/** @param seconds since the start. */
export function progressText(bytes: number, size: number | undefined, seconds: number, bar: boolean): string {
  const rate = `${formatSize(bytes / seconds)}/s`;
  if (size === undefined) return `${formatSize(bytes)}  ${rate}`;
  const share = size === 0 ? 1 : Math.min(1, bytes / size);
  const filled = Math.round(share * BAR);
  const drawn = bar ? `[${'#'.repeat(filled)}${' '.repeat(BAR - filled)}] ` : '';
  return `${drawn}${Math.floor(share * 100)} %  ${formatSize(bytes)} of ${formatSize(size)}  ${rate}`;
}
