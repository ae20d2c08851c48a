import type { Log, LogBounds, LogRecord } from '../../connectors/log.ts';
import { limits } from '../base/limits.ts';
import type { Continuity } from '../delivery/continuity.ts';
import type { InputAhead } from './loop-progress.ts';

/** Records of a partition's input that were read and are not taken yet. */
export class PendingInput {
  readonly #input: Log;
  readonly #continuity: Continuity;
  readonly #acksFirst: boolean;
  #records: readonly LogRecord[] = [];
  #at = 0;

  /** @param acksFirst whether what is read is acknowledged before it is taken. */
  constructor(input: Log, continuity: Continuity, acksFirst: boolean) {
    this.#input = input;
    this.#continuity = continuity;
    this.#acksFirst = acksFirst;
  }

  get count(): number {
    return this.#records.length - this.#at;
  }

  /** The record that comes next; undefined where all are taken. */
  get next(): LogRecord | undefined {
    return this.#records[this.#at];
  }

  /** Takes the next one out. */
  pass(): void {
    this.#at++;
  }

  /** Reads some, where all are taken; false at the log's end. */
  async fill(): Promise<boolean> {
    if (this.count > 0) return true;
    this.#records = await this.#input.read(this.#continuity.last + 1, limits.sliceRecords);
    this.#at = 0;
    const last = this.#records.at(-1);
    if (last !== undefined && this.#acksFirst) await this.#input.ack(last.sequence);
    return last !== undefined;
  }

  /** What lies ahead. The end of the log was looked at while records were being taken: it is where they have got to, at least. */
  async ahead(seen: LogBounds): Promise<InputAhead> {
    const read = this.#records.at(-1)?.sequence ?? this.#continuity.last;
    return { last: Math.max(seen.last, read), unread: this.count + (await this.#input.unread(read)) };
  }
}
