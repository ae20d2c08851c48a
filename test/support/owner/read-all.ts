import type { LogName, LogRecord, LogStore } from '../../../connectors/log.ts';

/** All records that a log holds now. */
export async function readAll(logs: LogStore, name: LogName): Promise<readonly LogRecord[]> {
  const log = await logs.open(name);
  const records: LogRecord[] = [];
  for (;;) {
    const read = await log.read((records.at(-1)?.sequence ?? 0) + 1, 1000);
    if (read.length === 0) break;
    records.push(...read);
  }
  await log.close();
  return records;
}
