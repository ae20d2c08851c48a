import { INGEST, MERGE, type PartitionIndex } from '../../connectors/log.ts';
import { MillraceError } from '../base/errors.ts';

/** The last sequence taken of each partition's output log; none or 0: nothing yet. */
export type Position = Readonly<Partial<Record<PartitionIndex, number>>>;

/** The stages beside the partitions, by their letter. */
const STAGES = [
  ['i', INGEST],
  ['m', MERGE],
] as const;

/** A position in one word: the partitions' sequences in their order, then those of stages: `120.88.0.4.m17`. */
export function cursorOf(position: Position, partitions: number): string {
  const numbers = Array.from({ length: partitions }, (_, partition) => String(position[partition] ?? 0));
  const stages = STAGES.flatMap(([letter, stage]) => {
    const sequence = position[stage];
    return sequence === undefined ? [] : [`${letter}${sequence}`];
  });
  return [...numbers, ...stages].join('.');
}

/** The position that a cursor of a tenant says. @throws query-invalid. */
export function positionIn(cursor: string, partitions: number): Position {
  const match = /^(\d{1,15}(?:\.\d{1,15})*)(?:\.i(\d{1,15}))?(?:\.m(\d{1,15}))?$/.exec(cursor);
  const numbers = match?.[1]?.split('.').map(Number) ?? [];
  if (match === null || numbers.length !== partitions) throw invalid(`${JSON.stringify(cursor.slice(0, 80))} is none`);
  const position: Partial<Record<PartitionIndex, number>> = { ...numbers };
  for (const [i, [, stage]] of STAGES.entries()) {
    const sequence = match[i + 2];
    if (sequence !== undefined) position[stage] = Number(sequence);
  }
  return position;
}

export function notBehind(partition: PartitionIndex, position: number, last: number): MillraceError {
  return invalid(`it says result ${position} of partition ${partition}, whose log ends at ${last}`);
}

export function expired(partition: PartitionIndex, position: number, first: number): MillraceError {
  return new MillraceError('results-expired', {
    what: `its log begins at ${first} now, and the cursor stands at ${position}: results between may be lost`,
    where: `partition ${partition}`,
    fix: 'begin with ?from=start to read all that is held, and let log.retention keep results for longer than you are away',
  });
}

function invalid(what: string): MillraceError {
  return new MillraceError('query-invalid', {
    what: `the cursor is of no use: ${what}`,
    where: 'after, or Last-Event-ID',
    fix: 'give the id of a result of this tenant as it came, or begin with ?from=start',
  });
}
