import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { LogOf, Logs, StoredRecord } from './logs.ts';

/** The logs of a data folder, read as the SQLite files they are. */
export class FileLogs implements Logs {
  readonly hasIngest = false;
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async input(log: LogOf): Promise<readonly StoredRecord[]> {
    return this.#read(log, 'input');
  }

  async output(log: LogOf): Promise<readonly StoredRecord[]> {
    return this.#read(log, 'output');
  }

  async outputEnd(log: LogOf): Promise<number> {
    const file = this.#open(log, 'output');
    try {
      return file.prepare('SELECT max(sequence) AS last FROM records').get()?.last as number;
    } finally {
      file.close();
    }
  }

  async close(): Promise<void> {}

  #open({ tenant, partition }: LogOf, direction: 'input' | 'output'): DatabaseSync {
    const path = join(this.#folder, 'logs', tenant, `${partition}.${direction}.sqlite`);
    return new DatabaseSync(path, { readOnly: true });
  }

  #read(log: LogOf, direction: 'input' | 'output'): readonly StoredRecord[] {
    const file = this.#open(log, direction);
    try {
      const query = 'SELECT sequence, arrival, kind, key, payload, input, idx FROM records ORDER BY sequence';
      return file
        .prepare(query)
        .all()
        .map((row) => ({
          sequence: row.sequence as number,
          arrival: row.arrival as number,
          kind: row.kind as string,
          key: row.key as string,
          payload: row.payload as Uint8Array,
          identity: row.input === null ? undefined : `${row.input}.${row.idx}`,
          target: undefined,
        }));
    } finally {
      file.close();
    }
  }
}
