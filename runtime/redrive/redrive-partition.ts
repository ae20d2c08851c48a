import { type Log, MERGE, type PartitionIndex } from '../../connectors/log.ts';
import { type Redrive, type RedriveHead, redriveRecord } from '../partition/redrive-record.ts';
import { Appender } from './appender.ts';
import type { LineRouting } from './line-routing.ts';
import { mergedOriginalOf, type Original, originalOf } from './original.ts';
import { passOn } from './pass-on.ts';
import { RedrivesSeen, recordsUpTo, redrivesIn } from './redrives-seen.ts';
import { noCounts, type RedriveCounts } from './report.ts';
import { type Selection, type SetAside, setAsideIn } from './set-aside.ts';

/** A partition's logs, and what has to be known to redrive what it set aside. */
export interface RedriveParts {
  readonly partition: PartitionIndex;
  readonly input: Log;
  readonly output: Log;
  readonly selection: Selection;
  readonly routing: LineRouting;
  /** Ids of the tenant's analytics. */
  readonly analytics: ReadonlySet<string>;
  /** An input log to append to; undefined in a dry run: nothing is appended. */
  readonly open: ((partition: PartitionIndex) => Promise<Log>) | undefined;
}

/**
 * Sends the set-aside records of a partition, up to the newest that is told now, back into its input log: each as a record that
 * names it. The partition takes the first of those for each and ignores others, so running this again, or twice at once, or
 * killing it half-way does no harm.
 */
export async function redrivePartition(parts: RedriveParts): Promise<RedriveCounts> {
  const { partition, input, output, selection, open } = parts;
  const counts = noCounts();
  const { last } = await output.bounds();
  const first = await firstInput(output, selection, last);
  if (first === undefined) return counts;
  const seen = new RedrivesSeen();
  for await (const { head } of redrivesIn(input, first + 1)) seen.add(head);
  const appender = open && new Appender(() => open(partition));
  for await (const record of recordsUpTo(output, last)) {
    const aside = setAsideIn(record, selection);
    if (aside === undefined) continue;
    const redrive = await redriveOf(aside, parts, seen, counts);
    if (redrive === undefined) continue;
    counts.redriven++;
    seen.add(redrive.head);
    await appender?.add(redriveRecord(redrive));
  }
  await appender?.flush();
  if (open !== undefined && seen.passesOn && typeof partition === 'number') await passOn(input, partition, open);
  return counts;
}

/** The least input that something meant was set aside at. */
async function firstInput(output: Log, selection: Selection, last: number): Promise<number | undefined> {
  let first: number | undefined;
  for await (const record of recordsUpTo(output, last)) {
    const aside = setAsideIn(record, selection);
    if (aside !== undefined) first = Math.min(first ?? aside.input, aside.input);
  }
  return first;
}

/** What to append for a set-aside record; counts it where that is nothing. */
async function redriveOf(
  aside: SetAside,
  { input, routing, partition, analytics }: RedriveParts,
  seen: RedrivesSeen,
  counts: RedriveCounts,
): Promise<Redrive | undefined> {
  if (aside.text === undefined) counts.timers++;
  else if (seen.has(aside)) counts.already++;
  else if (isOrphan(aside, analytics)) counts.orphaned++;
  else {
    const original = aside.number === 0 ? undefined : await originalIn(input, partition, aside);
    if (original === undefined) counts.gone++;
    else return { head: headOf(aside, original, routing, partition), line: original.line };
  }
  return undefined;
}

async function originalIn(input: Log, partition: PartitionIndex, aside: SetAside): Promise<Original | undefined> {
  return partition === MERGE ? mergedOriginalOf(aside) : originalOf(aside, await input.at(aside.input));
}

/** Whether it is a dead letter for an analytic that there isn't. */
function isOrphan({ of, analytic, isOverQuota }: SetAside, analytics: ReadonlySet<string>): boolean {
  if (of !== 'dead-letter') return false;
  return analytic === undefined ? !isOverQuota : !analytics.has(analytic);
}

function headOf(
  { of, number, input, index, analytic }: SetAside,
  { line, key }: Original,
  routing: LineRouting,
  own: PartitionIndex,
): RedriveHead {
  const to = of === 'wrong' ? routing.partitionOf(line, own) : own;
  return {
    of,
    number,
    input,
    index,
    ...(key !== '' && { key }),
    ...(of === 'dead-letter' && analytic !== undefined && { analytic }),
    ...(typeof to === 'number' && to !== own && { to }),
  };
}
