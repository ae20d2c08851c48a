import type { WriteStream } from 'node:tty';
import { screenOf } from '../render/screen.ts';
import { digest } from './digest.ts';
import type { RatedRow } from './rates.ts';
import { summaryLine, summaryTable } from './summary.ts';

/** Tenants that a plain line has, and a terminal of unknown height. */
const MOST_ROWS = 8;

/** Where a running runtime shows how it goes. */
export interface LiveView {
  /** A line that stays. */
  notice(line: string): void;
  /** The newest figures. */
  show(rows: readonly RatedRow[]): void;
}

/** On a terminal a table that is redrawn in place, with as many tenants as it has lines for; elsewhere plain lines, one whenever the figures have changed. */
export function openLiveView(stream: WriteStream): LiveView {
  // Whoever read it may go; the runtime goes on.
  stream.on('error', () => undefined);
  return stream.isTTY ? new TerminalView(stream) : new PlainView(stream);
}

class TerminalView implements LiveView {
  readonly #stream: WriteStream;
  #table: readonly string[] = [];

  constructor(stream: WriteStream) {
    this.#stream = stream;
  }

  notice(line: string): void {
    this.#draw([line], this.#table);
  }

  show(rows: readonly RatedRow[]): void {
    // Of its lines one is the table's heading and one the cursor's.
    const room = (this.#stream.rows ?? MOST_ROWS + 2) - 2;
    this.#draw([], summaryTable(digest(rows, Math.max(2, room)), screenOf(this.#stream)));
  }

  /** Replaces the table by lines that stay and the next table, whose lines are no wider than the screen. */
  #draw(lines: readonly string[], table: readonly string[]): void {
    const back = this.#table.length === 0 ? '' : `\x1b[${this.#table.length}A\x1b[J`;
    this.#stream.write(back + [...lines, ...table].map((line) => `${line}\n`).join(''));
    this.#table = table;
  }
}

class PlainView implements LiveView {
  readonly #stream: WriteStream;
  #last = '';

  constructor(stream: WriteStream) {
    this.#stream = stream;
  }

  notice(line: string): void {
    this.#stream.write(`${line}\n`);
  }

  show(rows: readonly RatedRow[]): void {
    const line = summaryLine(digest(rows, MOST_ROWS));
    if (line === this.#last) return;
    this.#last = line;
    this.#stream.write(`${line}\n`);
  }
}
