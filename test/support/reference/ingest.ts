import type { TenantSettings } from '../../../actors/settings.ts';
import { linesOf, parseLine, partitionOf } from './line.ts';
import { RefRedriven } from './redrives.ts';
import type { RefRecord } from './reference.ts';
import { errorShape } from './shapes.ts';

/** A result of an ingest stage: an error's JSON, or the bytes of a line that goes on, as hexadecimal digits. */
export interface IngestResult {
  readonly input: number;
  readonly index: number;
  readonly output: string;
  readonly payload: object | string;
  readonly key: string;
  readonly target: number | undefined;
}

/** What an ingest stage gives for a log, computed without any of the code under test. `bts-csv` only. */
export function referenceIngest(
  records: readonly RefRecord[],
  settings: TenantSettings,
  count: number,
): readonly IngestResult[] {
  let { maxRecordBytes } = settings.input;
  let errors = 0;
  const redriven = new RefRedriven();
  const results: IngestResult[] = [];
  for (const { sequence: input, kind, payload } of records) {
    if (kind === 'settings') ({ maxRecordBytes } = JSON.parse(Buffer.from(payload).toString()).settings.input);
    const redrive = kind === 'redrive' ? redriven.take({ payload }) : undefined;
    if (kind !== 'event' && redrive === undefined) continue;
    const lines = redrive === undefined ? linesOf(payload) : [redrive.line];
    for (const [index, line] of lines.entries()) {
      const event = line.length > maxRecordBytes ? undefined : parseLine(line);
      if (event === undefined) {
        const error = errorShape(line, ++errors, maxRecordBytes, lines.length > 1 ? index + 1 : 0);
        results.push({ input, index, output: 'error', payload: error, key: '', target: undefined });
      } else {
        const target = partitionOf(event.tokens, count);
        results.push({ input, index, output: 'mid', payload: line.toString('hex'), key: event.key, target });
      }
    }
  }
  return results;
}
