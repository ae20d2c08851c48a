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

  async close(): Promise<void> {}

  #read({ tenant, partition }: LogOf, direction: 'input' | 'output'): readonly StoredRecord[] {
    const path = join(this.#folder, 'logs', tenant, `${partition}.${direction}.sqlite`);
    const file = new DatabaseSync(path, { readOnly: true });
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
