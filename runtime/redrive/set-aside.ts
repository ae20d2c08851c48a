import type { LogRecord, ResultIdentity } from '../../connectors/log.ts';
import type { SetAsideKind } from '../partition/redrive-record.ts';
import { QUOTA_KEYS } from '../partition/set-aside.ts';

/** A set-aside record, as the result that tells of it says. */
export interface SetAside extends ResultIdentity {
  readonly of: SetAsideKind;
  /** Which one of its kind in its partition, from 1. */
  readonly number: number;
  /** Which line of its message, from 1. */
  readonly line: number;
  /** The line as text: its beginning where it was too long, and its bytes then. Undefined where an analytic threw on a timer. */
  readonly text: string | undefined;
  readonly bytes: number | undefined;
  /** Id of the analytic that is to take it alone. Undefined for a dead letter: no analytic has taken it yet, or nobody knows which. */
  readonly analytic: string | undefined;
  /** Whether it was over a quota. */
  readonly isOverQuota: boolean;
  /** When it was told, milliseconds since 1970-01-01Z. */
  readonly told: number;
}

/** Which set-aside records are meant. */
export interface Selection {
  readonly kinds: ReadonlySet<SetAsideKind>;
  /** From an input on, or told from a time on. Default: all. */
  readonly from?: { readonly input: number } | { readonly time: number };
}

const SOURCES: Readonly<Record<string, { readonly of: SetAsideKind; readonly type: string; readonly number: string }>> =
  {
    error: { of: 'wrong', type: 'DeserializationError', number: 'Total number of errors' },
    'dead-letter': { of: 'dead-letter', type: 'Dead Letter', number: 'Total number of dead letters' },
  };

/** What a record of an output log tells of; undefined when that is nothing set aside, or not of a kind that is meant. */
export function setAsideIn(record: LogRecord, { kinds, from }: Selection): SetAside | undefined {
  const { kind, identity, payload, arrival } = record;
  const source = SOURCES[kind];
  if (source === undefined || identity === undefined || !kinds.has(source.of)) return undefined;
  if (from !== undefined && ('input' in from ? identity.input < from.input : arrival < from.time)) return undefined;
  const content = contentOf(payload, source.type);
  if (content === undefined) return undefined;
  const { Bytes, Line, Analytic, Code } = content;
  const text = content['Error line'];
  return {
    ...identity,
    of: source.of,
    number: wholeOf(content[source.number]) ?? 0,
    line: wholeOf(Line) ?? 1,
    text: typeof text === 'string' ? text : undefined,
    bytes: wholeOf(Bytes),
    analytic: typeof Analytic === 'string' ? Analytic : undefined,
    isOverQuota: Code === QUOTA_KEYS,
    told: arrival,
  };
}

/** An analytic of somebody's own may use these outputs for what it likes. */
function contentOf(payload: Uint8Array, type: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const result = JSON.parse(Buffer.from(payload).toString('utf8'));
    const isOurs = result?.['Message Type'] === type && typeof result.Content === 'object' && result.Content !== null;
    return isOurs ? result.Content : undefined;
  } catch {
    return undefined;
  }
}

function wholeOf(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && (value as number) > 0 ? (value as number) : undefined;
}
