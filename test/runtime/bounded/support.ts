import type { TenantSettings } from '../../../actors/settings.ts';
import type { BoundedOptions } from '../../../runtime/bounded/bounded-run.ts';
import { runBounded } from '../../../runtime/bounded/bounded-run.ts';
import type { BoundedOutcome } from '../../../runtime/bounded/crew.ts';
import type { Sink } from '../../../runtime/bounded/sink.ts';
import type { Source } from '../../../runtime/bounded/source.ts';
import { AlarmGenerator } from '../../../simulator/alarm-generator.ts';
import type { SimulatorOptions } from '../../../simulator/options.ts';
import { linesOf } from '../../support/reference/line.ts';
import type { RefRecord } from '../../support/reference/reference.ts';
import { run } from '../../support/reference/run.ts';
import { alarmWindow, settingsOf } from '../../support/reference/settings.ts';

/** Statistics and windows, both at their defaults. */
export const SETTINGS = settingsOf([
  { id: 'global-statistics', use: 'global-statistics', emit: 'every-event' },
  alarmWindow({ kind: 'sliding', size: 60_000, slide: 5000 }, 5),
]);

/** A file of that many simulated lines. */
export function simulated(lines: number, options: Partial<SimulatorOptions> = {}): Buffer {
  const bytes = Buffer.alloc(lines * 256 + 256);
  return bytes.subarray(0, new AlarmGenerator(options).fill(bytes, 0, lines));
}

/** What a partition is given of a file: a record a line. Written without the code under test. */
export function recordsOf(file: Uint8Array): RefRecord[] {
  if (file.length === 0) return [];
  return linesOf(file).map((payload, i) => ({ sequence: i + 1, arrival: 0, kind: 'event', payload }));
}

/** The file's results as one partition in this thread gives them, as NDJSON. */
export function expectedResults(file: Uint8Array, settings: TenantSettings = SETTINGS): string {
  return run({ settings, bounded: true }, recordsOf(file))
    .map(({ json }) => `${json}\n`)
    .join('');
}

/** NDJSON as a set: sorted, wrong lines' running totals left out. */
export function asSet(ndjson: string): string[] {
  return ndjson
    .replaceAll(/"Total number of errors":\d+/g, '"Total number of errors":0')
    .split('\n')
    .toSorted();
}

/** Bytes that stand for a file. */
export function bytesSource(bytes: Uint8Array): Source {
  let at = 0;
  return {
    size: bytes.length,
    read: async (buffer) => {
      const piece = bytes.subarray(at, at + buffer.length);
      buffer.set(piece);
      at += piece.length;
      return piece.length;
    },
    close: async () => undefined,
  };
}

/** Keeps what is written. */
export function memorySink(): Sink & { readonly text: () => string } {
  const written: Buffer[] = [];
  return {
    write: async (pieces) => {
      // Copies: the memory is used again.
      written.push(...pieces.map((piece) => Buffer.from(piece)));
    },
    end: async () => undefined,
    text: () => Buffer.concat(written).toString('utf8'),
  };
}

/** A bounded run of bytes; default one thread, one partition. */
export async function bounded(
  file: Uint8Array,
  options: Partial<BoundedOptions> = {},
): Promise<{ readonly results: string; readonly outcome: BoundedOutcome }> {
  const sink = memorySink();
  const outcome = await runBounded({
    settings: SETTINGS,
    folder: import.meta.dirname,
    partitions: 1,
    threads: 1,
    source: bytesSource(file),
    sink,
    ...options,
  });
  return { results: sink.text(), outcome };
}
