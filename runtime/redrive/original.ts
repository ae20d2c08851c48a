import type { LogRecord } from '../../connectors/log.ts';
import { eachLine } from '../partition/lines.ts';
import { REDRIVE, readRedrive } from '../partition/redrive-record.ts';
import { textOf } from '../partition/set-aside.ts';
import type { SetAside } from './set-aside.ts';

/** A line as it came. */
export interface Original {
  readonly line: Uint8Array;
  /** That it was sent with; empty when none. */
  readonly key: string;
}

/**
 * The original of a set-aside record, in the input record that its identity names. Undefined when that is not held any more, or
 * is not the one that was set aside: nothing is guessed.
 */
export function originalOf(aside: SetAside, record: LogRecord | undefined): Original | undefined {
  if (record === undefined) return undefined;
  if (record.kind === REDRIVE) {
    // It was set aside again.
    const { head, line } = readRedrive(record) ?? {};
    return line === undefined || aside.line > 1 || !isSame(aside, line) ? undefined : { line, key: head?.key ?? '' };
  }
  if (record.kind !== 'event') return undefined;
  const { key, payload } = record;
  const lines: Uint8Array[] = [];
  eachLine(payload, payload.length, (start, end) => lines.push(payload.subarray(start, end)));
  const line = lines[aside.line - 1];
  return line && isSame(aside, line) ? { line, key } : undefined;
}

/** The original of what a merge stage set aside: an event that it made itself of a result, as JSON, which its dead letter has whole. */
export function mergedOriginalOf({ text = '' }: SetAside): Original {
  return { line: Buffer.from(text), key: '' };
}

function isSame({ text = '', bytes }: SetAside, line: Uint8Array): boolean {
  if (bytes === undefined) return textOf(line, 0, line.length) === text;
  // It was reported cut, maybe within a character.
  const shown = text.replace(/\ufffd+$/, '');
  return line.length === bytes && textOf(line, 0, line.length).startsWith(shown);
}
