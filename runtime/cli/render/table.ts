import type { Screen, Style } from './screen.ts';

export interface Column {
  readonly heading: string;
  /** Default `left`; numbers go right. */
  readonly align?: 'left' | 'right';
}

/** A cell's text, with a style if it has one. */
export type Cell = string | { readonly text: string; readonly style: Style };

const GAP = 2;

/**
 * Rows below their headings, two spaces between columns, as lines. A line that is wider than the screen ends in `…`.
 *
 * @param rows cells by column.
 */
export function table(columns: readonly Column[], rows: readonly (readonly Cell[])[], screen: Screen): string[] {
  const head = columns.map(({ heading }): Cell => ({ text: heading, style: 'bold' }));
  const lines = [head, ...rows];
  const widths = columns.map((_, at) => Math.max(...lines.map((line) => textOf(line[at]).length)));
  return lines.map((line) => lineOf(line, columns, widths, screen));
}

/** Names and values below each other, values aligned. */
export function fields(rows: readonly (readonly [name: string, value: string])[], screen: Screen): string[] {
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => {
    const label = name.padEnd(width + GAP);
    return screen.paint('dim', label) + cut(value, screen.width - label.length);
  });
}

/** Text that fits into so many columns. */
export function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}

function lineOf(
  line: readonly Cell[],
  columns: readonly Column[],
  widths: readonly number[],
  { width, paint }: Screen,
): string {
  const gaps = GAP * (columns.length - 1);
  const isWhole = widths.reduce((sum, column) => sum + column, gaps) <= width;
  let left = isWhole ? Number.POSITIVE_INFINITY : width - 1;
  let shown = '';
  for (const [at, { align }] of columns.entries()) {
    const text = textOf(line[at]);
    const room = widths[at] ?? 0;
    const padded = (align === 'right' ? text.padStart(room) : text.padEnd(room)) + ' '.repeat(GAP);
    const part = padded.slice(0, Math.max(0, left));
    const style = styleOf(line[at]);
    shown += style === undefined ? part : part.replace(/\S.*\S|\S/, (word) => paint(style, word));
    left -= padded.length;
  }
  return isWhole ? shown.trimEnd() : `${shown}…`;
}

/** A cell's text. */
export function textOf(cell: Cell | undefined): string {
  return typeof cell === 'object' ? cell.text : (cell ?? '');
}

function styleOf(cell: Cell | undefined): Style | undefined {
  return typeof cell === 'object' ? cell.style : undefined;
}
