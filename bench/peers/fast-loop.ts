/**
 * The work of the plain loop, written for speed: bytes in, bytes out, state in typed arrays, no string and no object for
 * an event. The same bytes come out. `node bench/peers/fast-loop.ts INPUT OUTPUT`.
 */
import { readLines } from './fast/input.ts';
import { at as column, KeyTable, STRIDE } from './fast/key-table.ts';
import { Output } from './fast/output.ts';
import { Panes } from './fast/panes.ts';
import { FastRecord } from './fast/record.ts';
import { alertOf, errorOf, idsOf, lateOf, writeStatistics } from './fast/results.ts';
import { type Counts, filesOf, printSummary } from './summary.ts';

const LF = 0x0a;
const CR = 0x0d;
const MAX_RECORD_BYTES = 64 * 1024;
const OUT_OF_ORDERNESS = 10;

class FastLoop {
  readonly #output: Output;
  readonly #record = new FastRecord();
  readonly #keys = new KeyTable();
  readonly #panes: Panes;
  #events = 0;
  #wrong = 0;
  #late = 0;
  #alerts = 0;
  #greatest = Number.NEGATIVE_INFINITY;

  constructor(output: Output) {
    this.#output = output;
    this.#panes = new Panes(
      (a, b) => this.#compare(a, b),
      (key, start, end, count) => {
        this.#alerts++;
        output.text(alertOf(idsOf(this.#keys.state, key), start, end, count));
      },
    );
  }

  /** Whole lines, each ended by a line feed. */
  lines(bytes: Uint8Array, end: number): void {
    let start = 0;
    while (start < end) {
      let lineEnd = this.#record.read(bytes, start);
      if (lineEnd !== -1 && lineEnd - start <= MAX_RECORD_BYTES) this.#event();
      else {
        lineEnd = bytes.indexOf(LF, start);
        this.#error(bytes, start, lineEnd);
      }
      start = lineEnd + 1;
    }
  }

  end(): Counts {
    this.#panes.close(Number.POSITIVE_INFINITY);
    const results = { statistics: this.#events, window: this.#alerts, error: this.#wrong, late: this.#late };
    return { events: this.#events, wrong: this.#wrong, late: this.#late, keys: this.#keys.size, results };
  }

  #event(): void {
    const { station, sensor, alarm, second, value, active } = this.#record;
    this.#events++;
    if (second > this.#greatest) this.#greatest = second;
    const watermark = this.#greatest - OUT_OF_ORDERNESS;
    if (watermark >= this.#panes.nextEnd) this.#panes.close(watermark);
    const key = this.#keys.find(station, sensor, alarm);
    const state = this.#keys.state;
    const from = key * STRIDE;
    (state[from + column.events] as number)++;
    if (active) (state[from + column.active] as number)++;
    if (value < (state[from + column.minimum] as number)) state[from + column.minimum] = value;
    if (value > (state[from + column.maximum] as number)) state[from + column.maximum] = value;
    state[from + column.sum] = (state[from + column.sum] as number) + value;
    writeStatistics(state, key, this.#output);
    if (this.#panes.isLate(second, watermark)) {
      this.#late++;
      this.#output.text(lateOf(idsOf(state, key), second, watermark));
    } else if (active) this.#panes.add(key, second);
  }

  #error(bytes: Uint8Array, start: number, lineFeed: number): void {
    const end = lineFeed > start && bytes[lineFeed - 1] === CR ? lineFeed - 1 : lineFeed;
    const length = Math.min(end - start, MAX_RECORD_BYTES);
    const line = Buffer.from(bytes.buffer, bytes.byteOffset + start, length).toString('utf8');
    this.#wrong++;
    this.#output.text(errorOf(line, this.#wrong));
  }

  #compare(a: number, b: number): number {
    const { state } = this.#keys;
    for (const id of [column.station, column.sensor, column.alarm]) {
      const difference = (state[a * STRIDE + id] as number) - (state[b * STRIDE + id] as number);
      if (difference !== 0) return difference;
    }
    return 0;
  }
}

/** Processes a file to its end and returns when the last byte of the output is written. */
export function fastLoop(inputPath: string, outputPath: string): Counts {
  const output = new Output(outputPath);
  const loop = new FastLoop(output);
  readLines(inputPath, (bytes, end) => loop.lines(bytes, end));
  const counts = loop.end();
  output.close();
  return counts;
}

if (import.meta.main) {
  const { input, output } = filesOf(process.argv.slice(2));
  printSummary(fastLoop(input, output));
}
