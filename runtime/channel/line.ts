import type { NewRecord } from '../../connectors/log.ts';
import { MillraceError } from '../base/errors.ts';

/** A line to send, without its newline. Text is sent as UTF-8. */
export type Line = string | Uint8Array;

/** A line under an id of its sender's own: sent again within the channel's duplicate window, it is stored once. */
export interface LineWithId {
  /** 1 to 255 printable ASCII characters without spaces, such as `alarms-2026-11-25.17`. It stands for this line alone. */
  readonly id: string;
  readonly line: Line;
}

const ID = /^[\x21-\x7e]{1,255}$/;

/** Whether ids of lines can be made of a name: `NAME.1`, `NAME.2` and so on. 1 to 200 characters. */
export function isIdName(text: string): boolean {
  return /^[\x21-\x7e]{1,200}$/.test(text);
}

/** The record that a line becomes. @throws id-invalid. */
export function recordOf(given: Line | LineWithId): NewRecord {
  if (typeof given === 'string' || given instanceof Uint8Array) return { kind: 'event', payload: bytesOf(given) };
  return { kind: 'event', payload: bytesOf(given.line), id: checkId(given.id) };
}

/** @throws id-invalid. */
export function checkId(id: string): string {
  if (ID.test(id)) return id;
  throw new MillraceError('id-invalid', {
    what: `${JSON.stringify(id.slice(0, 80))} is no id of a line`,
    where: 'a line to send',
    fix: 'give 1 to 255 printable ASCII characters without spaces',
  });
}

function bytesOf(line: Line): Uint8Array {
  return typeof line === 'string' ? Buffer.from(line) : line;
}
