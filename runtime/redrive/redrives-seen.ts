import type { Log, LogRecord } from '../../connectors/log.ts';
import { limits } from '../base/limits.ts';
import { NumberRanges } from '../base/number-ranges.ts';
import { REDRIVE, type Redrive, type RedriveHead, readRedrive } from '../partition/redrive-record.ts';

/** A redrive record and where it stands. */
export interface SeenRedrive extends Redrive {
  readonly sequence: number;
}

/** The redrive records that an input log holds from a sequence on, up to where it ends now. */
export async function* redrivesIn(log: Log, from = 1): AsyncGenerator<SeenRedrive> {
  const { first, last } = await log.bounds();
  let next = Math.max(first, from);
  while (next <= last) {
    const records = await log.read(next, limits.sliceRecords);
    const newest = records.at(-1);
    if (newest === undefined) return;
    next = newest.sequence + 1;
    for (const record of records) {
      const redrive = record.kind === REDRIVE ? readRedrive(record) : undefined;
      if (redrive !== undefined) yield { ...redrive, sequence: record.sequence };
    }
  }
}

/** Which set-aside records a partition's log brings back, as far as it was seen. */
export class RedrivesSeen {
  readonly #wrong = new NumberRanges();
  readonly #deadLetters = new NumberRanges();
  #passesOn = false;

  /** Whether any of them is for another partition. */
  get passesOn(): boolean {
    return this.#passesOn;
  }

  /** Takes one down; false when it is not the first for its set-aside record. */
  add({ of, number, from, to }: RedriveHead): boolean {
    if (from !== undefined) return false;
    if (to !== undefined) this.#passesOn = true;
    return this.#of(of).add(number);
  }

  has({ of, number }: Pick<RedriveHead, 'of' | 'number'>): boolean {
    return this.#of(of).has(number);
  }

  #of(kind: RedriveHead['of']): NumberRanges {
    return kind === 'wrong' ? this.#wrong : this.#deadLetters;
  }
}

/** The newest record of a partition that another one's log has, of those that were passed on to it; 0 when none is seen. */
export async function newestPassed(target: Log, partition: number): Promise<number> {
  let newest = 0;
  for await (const { head } of redrivesIn(target)) {
    if (head.from?.partition === partition) newest = Math.max(newest, head.from.sequence);
  }
  return newest;
}

/** The records of an output log up to a sequence. */
export async function* recordsUpTo(log: Log, last: number): AsyncGenerator<LogRecord> {
  let { first: next } = await log.bounds();
  while (next <= last) {
    const records = await log.read(next, limits.sliceRecords);
    const newest = records.at(-1);
    if (newest === undefined) return;
    next = newest.sequence + 1;
    for (const record of records) if (record.sequence <= last) yield record;
  }
}
