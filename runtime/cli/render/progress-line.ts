import type { WriteStream } from 'node:tty';
import { widthOf } from './screen.ts';

/** Milliseconds between two looks. */
const EVERY = { terminal: 100, elsewhere: 1000 } as const;
const BAR = 30;

/** One line that says how far something has come. */
export interface ProgressLine {
  /** @param text of now, with a bar or without. @param isLast to be shown whenever the one before was. */
  show(text: (bar: boolean) => string, isLast: boolean): void;
  end(): void;
}

/** On a terminal a line that is redrawn in place, elsewhere nothing, or lines if they are asked for. */
export function openProgressLine(stream: WriteStream, always: boolean): ProgressLine {
  const terminal = stream.isTTY === true;
  if (!terminal && !always) return { show: () => undefined, end: () => undefined };
  let shownAt = Number.NEGATIVE_INFINITY;
  return {
    show: (text, isLast) => {
      const now = performance.now();
      if (now - shownAt < (terminal ? EVERY.terminal : EVERY.elsewhere) && !isLast) return;
      shownAt = now;
      const shown = text(terminal);
      stream.write(terminal ? `\r\x1b[K${shown.slice(0, widthOf(stream) - 1)}` : `${shown}\n`);
    },
    end: () => {
      if (terminal) stream.write('\r\x1b[K');
    },
  };
}

/** `[###   ] 12 %`, or the number alone. @param share 0 to 1. */
export function shareText(share: number, bar: boolean): string {
  const filled = Math.round(share * BAR);
  const drawn = bar ? `[${'#'.repeat(filled)}${' '.repeat(BAR - filled)}] ` : '';
  return `${drawn}${Math.floor(share * 100)} %`;
}
