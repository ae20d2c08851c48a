import type { LogRecord } from '../../connectors/log.ts';
import { eachLine } from '../partition/lines.ts';
import { REDRIVE, readRedrive } from '../partition/redrive-record.ts';
import { textOf } from '../partition/set-aside.ts';
import type { SetAside } from './set-aside.ts';

const NOTHING = new Uint8Array(0);

/** A line as it came. */
export interface Original {
  readonly line: Uint8Array;
  /** That it was sent with; empty when none. */
  readonly key: string;
}

/** The lines that a record of the stage has, and the key that they were sent with; undefined when it has none. */
export type LinesOf = (record: LogRecord) => Pick<LogRecord, 'key' | 'payload'> | undefined;

/** Of a stage that takes events. */
export const eventLines: LinesOf = (record) => (record.kind === 'event' ? record : undefined);

/**
 * The original of a set-aside record, in the input record that its identity names. Undefined when that is not held any more, or
 * is not the one that was set aside: nothing is guessed.
 */
export function originalOf(
  aside: SetAside,
  record: LogRecord | undefined,
  linesOf: LinesOf = eventLines,
): Original | undefined {
  if (record === undefined) return undefined;
  if (record.kind === REDRIVE) {
    // It was set aside again.
    const { head, line } = readRedrive(record) ?? {};
    return line === undefined || aside.line > 1 || !isSame(aside, line) ? undefined : { line, key: head?.key ?? '' };
  }
  const { key = '', payload = NOTHING } = linesOf(record) ?? {};
  const lines: Uint8Array[] = [];
  eachLine(payload, payload.length, (start, end) => lines.push(payload.subarray(start, end)));
  // Which lines a merged result has follows from the settings: there its text finds it.
  const meant = record.kind === 'event' ? lines.slice(aside.line - 1, aside.line) : lines;
  const line = meant.find((one) => isSame(aside, one));
  return line && { line, key };
}

function isSame({ text = '', bytes }: SetAside, line: Uint8Array): boolean {
  if (bytes === undefined) return textOf(line, 0, line.length) === text;
  // It was reported cut, maybe within a character.
  const shown = text.replace(/\ufffd+$/, '');
  return line.length === bytes && textOf(line, 0, line.length).startsWith(shown);
}
