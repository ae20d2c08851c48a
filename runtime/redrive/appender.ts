import type { Log, NewRecord } from '../../connectors/log.ts';
import { limits } from '../base/limits.ts';

/** Appends records to a log in their order, some at a time. */
export class Appender {
  readonly #open: () => Promise<Log>;
  #records: NewRecord[] = [];
  #bytes = 0;

  /** @param open the log, asked for when there is something to append. */
  constructor(open: () => Promise<Log>) {
    this.#open = open;
  }

  async add(record: NewRecord): Promise<void> {
    this.#records.push(record);
    this.#bytes += record.payload.length;
    if (this.#records.length === limits.appendRecords || this.#bytes >= limits.readBytes) await this.flush();
  }

  async flush(): Promise<void> {
    if (this.#records.length === 0) return;
    const records = this.#records;
    this.#records = [];
    this.#bytes = 0;
    await (await this.#open()).append(records);
  }
}
