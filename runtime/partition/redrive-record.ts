import type { LogRecord, NewRecord } from '../../connectors/log.ts';

/** Kind of the records that bring a set-aside line back in. */
export const REDRIVE = 'redrive';

/** What was set aside: a wrong line, or an event that an analytic threw on or that was over a quota. */
export type SetAsideKind = 'wrong' | 'dead-letter';

/** What a redrive record says of the line that it brings. */
export interface RedriveHead {
  readonly of: SetAsideKind;
  /** Which one of its kind, as its result says: they are numbered from 1 in the order of their partition's log. */
  readonly number: number;
  /** Identity of that result. */
  readonly input: number;
  readonly index: number;
  /** The key that the line was sent with; left out where it had none. */
  readonly key?: string;
  /** Id of the analytic that threw: it alone takes the event. Left out where none has taken it: then all do. */
  readonly analytic?: string;
  /** The line belongs to this partition by now, into whose log it is passed on: here it is taken down alone. */
  readonly to?: number;
  /** The record, in another partition's log, that this one is the passing on of. */
  readonly from?: { readonly partition: number; readonly sequence: number };
}

/** A redrive record's head and line. */
export interface Redrive {
  readonly head: RedriveHead;
  /** The line's original bytes. */
  readonly line: Uint8Array;
}

const LF = 10;

/** The head as JSON, a newline, and the line's bytes as they were. */
export function redriveRecord({ head, line }: Redrive): NewRecord {
  return { kind: REDRIVE, payload: Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), line]) };
}

/** Undefined for one that nobody of ours wrote. */
export function readRedrive({ payload }: Pick<LogRecord, 'payload'>): Redrive | undefined {
  const end = payload.indexOf(LF);
  if (end < 0) return undefined;
  try {
    const head: unknown = JSON.parse(Buffer.from(payload.subarray(0, end)).toString('utf8'));
    return isHead(head) ? { head, line: payload.subarray(end + 1) } : undefined;
  } catch {
    return undefined;
  }
}

function isHead(head: unknown): head is RedriveHead {
  if (typeof head !== 'object' || head === null) return false;
  const { of, number, input, index, key, analytic, to, from } = head as Partial<RedriveHead>;
  if (of !== 'wrong' && of !== 'dead-letter') return false;
  if (analytic !== undefined && typeof analytic !== 'string') return false;
  if (key !== undefined && typeof key !== 'string') return false;
  if (from !== undefined && !(isNumber(from.partition) && isNumber(from.sequence))) return false;
  return isNumber(number) && isNumber(input) && isNumber(index) && (to === undefined || isNumber(to));
}

function isNumber(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
