import { readArguments } from '../support/arguments.ts';
import { report } from '../support/report.ts';
import { median, table } from '../support/table.ts';
import { type FairnessShape, measurePairs, type Pair, type QuietFigures } from './beside.ts';
import { neighboursNamed } from './neighbours.ts';

/** The quiet tenant beside one neighbour. */
interface FairnessRow {
  readonly neighbour: string;
  /** Partitions that the neighbour has on the thread; the quiet tenant has one. */
  readonly partitions: number;
  /** Seconds of the quiet tenant's backlog: medians of the rounds, and the median of their ratios. */
  readonly alone: number;
  readonly beside: number;
  readonly ratio: number;
  /** Milliseconds of its single lines: half and 99 of 100 of those of all rounds. */
  readonly aloneHalf: number;
  readonly aloneMost: number;
  readonly besideHalf: number;
  readonly besideMost: number;
  readonly pairs: readonly Pair[];
}

/**
 * `npm run bench -- fairness`: what a tenant's flood, wrong lines, and broken or expensive analytics cost a quiet tenant on the same
 * thread; on the embedded log. Throws `usage`, `bench-failed`.
 */
export async function fairnessBench(args: readonly string[]): Promise<void> {
  const given = readArguments(args, ['lines', 'singles', 'backlog', 'rounds']);
  const neighbours = neighboursNamed(given.only);
  const shape: FairnessShape = {
    lines: given.integer('lines', 50_000, 1),
    singles: given.integer('singles', 100, 1),
    backlog: given.integer('backlog', 600_000, 1),
    rounds: given.integer('rounds', 5, 1),
  };
  const rows: FairnessRow[] = [];
  for (const neighbour of neighbours) {
    const { name, partitions } = neighbour;
    rows.push({ neighbour: name, partitions, ...figuresOf(await measurePairs(neighbour, shape)) });
  }
  const options = { ...shape, neighbours: neighbours.map(({ name }) => name) };
  await report({ bench: 'fairness', options, rows }, given, () => tableOf(rows));
}

function figuresOf(pairs: readonly Pair[]): Omit<FairnessRow, 'neighbour' | 'partitions'> {
  const responses = (pick: (pair: Pair) => QuietFigures): readonly number[] =>
    pairs.flatMap((pair) => pick(pair).responses).toSorted((a, b) => a - b);
  const [alone, beside] = [responses((pair) => pair.alone), responses((pair) => pair.beside)];
  return {
    alone: median(pairs.map((pair) => pair.alone.seconds)),
    beside: median(pairs.map((pair) => pair.beside.seconds)),
    ratio: median(pairs.map((pair) => pair.beside.seconds / pair.alone.seconds)),
    aloneHalf: median(alone),
    aloneMost: within(alone, 0.99),
    besideHalf: median(beside),
    besideMost: within(beside, 0.99),
    pairs,
  };
}

/** @param sorted upwards. */
function within(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function tableOf(rows: readonly FairnessRow[]): string {
  const headings = ['neighbour', 'alone s', 'beside s', 'ratio', 'alone ms', '99 of 100', 'beside ms', '99 of 100'];
  const cells = rows.map((row) => [
    row.neighbour,
    row.alone.toFixed(2),
    row.beside.toFixed(2),
    row.ratio.toFixed(2),
    ...[row.aloneHalf, row.aloneMost, row.besideHalf, row.besideMost].map((milliseconds) => milliseconds.toFixed(1)),
  ]);
  return table(headings, cells);
}
