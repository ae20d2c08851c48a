import type { Log, LogRecord, ResultIdentity } from '../../connectors/log.ts';
import { limits } from '../base/limits.ts';
import type { Stage } from '../partition/stage.ts';
import { Comparison } from './comparison.ts';
import type { Differences } from './differences.ts';
import { laterOf } from './identity-order.ts';
import { Recomputation } from './recomputation.ts';
import type { ComparedResults } from './report.ts';
import type { StoredResults } from './stored-results.ts';

/** The two logs of a partition, and what their comparison begins with. */
export interface LogsToCompare {
  readonly input: Log;
  readonly output: StoredResults;
  /** In the state before the first input that is taken. */
  readonly stage: Stage;
  readonly folder: string;
  /** Whether the stage's settings are a guess. */
  readonly isGuess: boolean;
  /** First and last input whose results are compared. */
  readonly from: number;
  readonly to: number;
  /** Results of inputs up to it are known to have been sent. */
  readonly committed: number;
}

/** What came of it. */
export interface LogsCompared {
  readonly compared: Omit<ComparedResults, 'checkpoint'>;
  readonly differences: Differences;
  readonly notes: readonly string[];
}

/**
 * Reads both logs side by side to their ends: the output log leads, the recomputation follows it. What a live owner has not
 * published yet is waited for, for a bounded time.
 *
 * @throws what reading them throws, and {@link import('./recomputation.ts').OtherBeginning}.
 */
export async function compareLogs(logs: LogsToCompare): Promise<LogsCompared> {
  const { input, output, to } = logs;
  const { isCut, first, block } = await beginningOf(output);
  const asked = { input: logs.from, index: 0 };
  const from = laterOf(asked, first) ?? asked;
  const recomputation = new Recomputation(logs);
  const comparison = new Comparison({ from, to });
  const recompute = async (until: number): Promise<void> =>
    await recomputation.advance(until, (result) => comparison.expect(result));
  const find = async (record: LogRecord): Promise<void> => {
    const sequence = record.identity?.input ?? 0;
    if (sequence > comparison.inputLast) comparison.inputLast = (await input.bounds()).last;
    if (recomputation.reached < sequence && sequence <= to) await recompute(sequence);
    comparison.find(record);
  };

  for (const record of block) await find(record);
  const deadline = performance.now() + limits.auditWaitMilliseconds;
  for (;;) {
    const committed = { input: logs.committed, index: Number.MAX_SAFE_INTEGER };
    const remembered = laterOf(await output.remembered(), committed);
    // What is known to have been sent by now is read before anything is missed.
    for (let records = await output.read(); records !== undefined; records = await output.read()) {
      for (const record of records) await find(record);
    }
    const sent = laterOf(remembered, output.told) ?? committed;
    await recompute(Math.min(to, sent.input));
    comparison.miss(sent);
    while (comparison.awaited === undefined && recomputation.reached < to) await recompute(recomputation.reached + 1);
    const left = deadline - performance.now();
    if (comparison.awaited === undefined || left <= 0) break;
    await output.wait(left);
  }
  return outcome(comparison, recomputation, isCut && from !== asked, from.input, to);
}

/** The first results, as many as it takes to tell which is the first one where older ones are gone. */
async function beginningOf(
  output: StoredResults,
): Promise<{ isCut: boolean; first: ResultIdentity | undefined; block: readonly LogRecord[] }> {
  const isCut = await output.isCut();
  const block: LogRecord[] = [];
  for (let records = await output.read(); records !== undefined; records = await output.read()) {
    block.push(...records);
    const first = records.find(({ identity }) => identity !== undefined)?.identity;
    if (!isCut || first !== undefined) return { isCut, first: isCut ? first : undefined, block };
  }
  return { isCut, first: undefined, block };
}

function outcome(
  comparison: Comparison,
  recomputation: Recomputation,
  isCut: boolean,
  from: number,
  to: number,
): LogsCompared {
  const unpublished = comparison.awaited?.input ?? null;
  const notes: string[] = [];
  if (from > to) notes.push(`there is nothing to compare: its input ends at ${to}`);
  if (isCut)
    notes.push(`the oldest results have been dropped by retention: those of inputs before ${from} are not compared`);
  if (unpublished !== null) notes.push(`results of input ${unpublished} and later ones are not published yet`);
  if (!comparison.isExact) {
    notes.push(
      'so much is out of place that some of it may count as missing where it is due and as doubled where it stands',
    );
  }
  const { taken, settings } = recomputation;
  const compared = { from, to, inputs: taken, results: comparison.compared, unpublished, settings };
  return { compared, differences: comparison.differences, notes };
}
