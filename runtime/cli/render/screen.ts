import type { WriteStream } from 'node:tty';
import { styleText } from 'node:util';

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow';

/** What text is shown on. */
export interface Screen {
  /** Columns; Infinity where lines may have any length. */
  readonly width: number;
  /** Text in a style where styles can be seen. */
  readonly paint: (style: Style, text: string) => string;
}

/** A file or a pipe. */
export const plainScreen: Screen = { width: Number.POSITIVE_INFINITY, paint: (_, text) => text };

/** The terminal behind a stream, coloured unless `NO_COLOR` is set; a plain screen when there is none. */
export function screenOf(stream: WriteStream): Screen {
  if (!stream.isTTY) return plainScreen;
  return { width: widthOf(stream), paint: (style, text) => styleText(style, text, { stream }) };
}

/** A terminal that doesn't know its size says 0 columns. */
export function widthOf({ columns }: Pick<WriteStream, 'columns'>): number {
  return columns > 0 ? columns : Number.POSITIVE_INFINITY;
}
