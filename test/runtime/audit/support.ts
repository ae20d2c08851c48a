import type { LogRecord } from '../../../connectors/log.ts';
import { AwaitedResults } from '../../../runtime/audit/awaited-results.ts';
import { Comparison } from '../../../runtime/audit/comparison.ts';
import type { Difference, ExpectedResult } from '../../../runtime/audit/differences.ts';
import { ResultCounts } from '../../../runtime/audit/result-counts.ts';

/** `input.index`, and perhaps what it says: `3.0`, `3.0 other`. */
export type Named = string;

/** Whatever it says, a result has an output, a key and a text. */
export function expected(name: Named): ExpectedResult {
  const { identity, text } = parsed(name);
  return { ...identity, output: 'statistics', key: '1-2-3', target: undefined, payload: Buffer.from(text) };
}

export function stored(name: Named, sequence: number, more: Partial<LogRecord> = {}): LogRecord {
  const { identity, text } = parsed(name);
  const record = { sequence, arrival: 0, kind: 'statistics', key: '1-2-3', payload: Buffer.from(text) };
  return { ...record, identity, ...more };
}

export interface Compared {
  /** `kind input.index@sequence` */
  readonly found: readonly string[];
  readonly comparison: Comparison;
}

/**
 * Compares results by their names, as the two logs would be read: the recomputation is as far as each record asks for.
 *
 * @param options.sent newest result that is known to have been sent; default the last expected one.
 */
export function compared(
  given: readonly Named[],
  records: readonly (Named | LogRecord)[],
  options: {
    readonly from?: Named;
    readonly to?: number;
    readonly inputLast?: number;
    readonly sent?: Named;
    readonly most?: { readonly results: number; readonly bytes: number };
    readonly remembered?: number;
  } = {},
): Compared {
  const results = given.map(expected);
  const to = options.to ?? results.at(-1)?.input ?? 0;
  const from = options.from === undefined ? { input: 1, index: 0 } : parsed(options.from).identity;
  const awaited = new AwaitedResults(options.most);
  const comparison = new Comparison({ from, to }, awaited, new ResultCounts(options.remembered));
  comparison.inputLast = options.inputLast ?? to;
  let next = 0;
  const recompute = (until: number): void => {
    for (; next < results.length && (results[next] as ExpectedResult).input <= until; next++) {
      comparison.expect(results[next] as ExpectedResult);
    }
  };
  for (const [i, one] of records.entries()) {
    const record = typeof one === 'string' ? stored(one, i + 1) : one;
    recompute(Math.min(to, record.identity?.input ?? 0));
    comparison.find(record);
  }
  recompute(to);
  const last = results.at(-1);
  const sent = options.sent === undefined ? last : parsed(options.sent).identity;
  if (sent !== undefined) comparison.miss(sent);
  return { found: comparison.differences.listed.map(named), comparison };
}

function named({ kind, identity, sequence }: Difference): string {
  const name = identity === null ? '?' : `${identity.input}.${identity.index}`;
  return `${kind} ${name}${sequence === null ? '' : `@${sequence}`}`;
}

function parsed(name: Named): { identity: { input: number; index: number }; text: string } {
  const [identity = '', ...words] = name.split(' ');
  const [input = 0, index = 0] = identity.split('.').map(Number);
  return { identity: { input, index }, text: words.length === 0 ? `result ${identity}` : words.join(' ') };
}
