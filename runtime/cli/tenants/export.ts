import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { logChoiceOf } from '../../../config/choices.ts';
import type { LoadedConfig } from '../../../config/types.ts';
import type { Log, LogName, LogRecord } from '../../../connectors/log.ts';
import { openLogs, openTenantRegister } from '../../../connectors/registry.ts';
import { systemClock } from '../../base/clock.ts';
import { MillraceError } from '../../base/errors.ts';
import { limits } from '../../base/limits.ts';
import { everyStageOf } from '../../ingest/stages.ts';

/** What was written, and how many records are in it. */
export interface Exported {
  readonly file: string;
  readonly records: number;
}

/**
 * Writes all that a tenant's logs hold into files of JSON lines, one a partition and direction: sequence, arrival, kind, key,
 * identity and the bytes, as text where they are UTF-8 and else in base64.
 *
 * @throws file-unwritable, and what the logs throw.
 */
export async function exportTenant(config: LoadedConfig, id: string, folder: string): Promise<readonly Exported[]> {
  const count = await partitionsOf(config, id);
  const logs = openLogs({ ...logChoiceOf(config.log), readOnly: true }, systemClock);
  const written: Exported[] = [];
  try {
    mkdirSync(folder, { recursive: true });
    for (const partition of everyStageOf(config.log.kind, count)) {
      for (const direction of ['input', 'output'] as const) {
        const log = await opened(logs, { tenant: id, partition, count, direction });
        if (log === undefined) continue;
        const file = join(folder, `${id}-${partition}-${direction}.ndjson`);
        const lines = new Lines(log);
        await pipeline(Readable.from(lines), createWriteStream(file));
        written.push({ file, records: lines.count });
      }
    }
    return written;
  } finally {
    await logs.close();
  }
}

/** As the register has it: the tenant may stand in no file any more. */
async function partitionsOf({ log }: LoadedConfig, id: string): Promise<number> {
  const register = await openTenantRegister(logChoiceOf(log));
  try {
    return (await register.get(id))?.partitions ?? 0;
  } finally {
    await register.close();
  }
}

/** Undefined when there is no such log. */
async function opened(logs: { open(name: LogName): Promise<Log> }, name: LogName): Promise<Log | undefined> {
  try {
    return await logs.open(name);
  } catch (thrown) {
    if (thrown instanceof MillraceError && thrown.code === 'log-not-found') return undefined;
    throw thrown;
  }
}

/** The records of a log as lines, some at a time. */
class Lines implements AsyncIterable<string> {
  readonly #log: Log;
  count = 0;

  constructor(log: Log) {
    this.#log = log;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<string> {
    let { first: next } = await this.#log.bounds();
    for (;;) {
      const records = await this.#log.read(next, limits.consumeRecords);
      if (records.length === 0) return;
      this.count += records.length;
      next = (records.at(-1) as LogRecord).sequence + 1;
      yield records.map(lineOf).join('');
    }
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function lineOf({ sequence, arrival, kind, key, identity, payload }: LogRecord): string {
  const head = {
    sequence,
    arrival: new Date(arrival).toISOString(),
    kind,
    ...(key !== '' && { key }),
    ...(identity && { identity }),
  };
  return `${JSON.stringify({ ...head, ...contentOf(payload) })}\n`;
}

function contentOf(payload: Uint8Array): { readonly text: string } | { readonly base64: string } {
  try {
    return { text: utf8.decode(payload) };
  } catch {
    return { base64: Buffer.from(payload).toString('base64') };
  }
}
