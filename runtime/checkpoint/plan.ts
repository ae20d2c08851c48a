import type { LogRecord } from '../../connectors/log.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { Manifest } from './manifest.ts';

/** What of a checkpoint's manifest is known at its freeze. */
export type Plan = Pick<
  Manifest,
  'head' | 'lastRecord' | 'fingerprint' | 'outputLast' | 'checkpoint' | 'sinceFull' | 'actors'
>;

/** The newest record of a partition's input: the one just taken, or else that of the checkpoint before. */
export function newestRecord(
  last: LogRecord | undefined,
  before: Manifest | undefined,
): Pick<Manifest, 'lastRecord' | 'fingerprint'> {
  if (last !== undefined) return { lastRecord: last.sequence, fingerprint: fingerprintOf(last) };
  return { lastRecord: before?.lastRecord ?? 0, fingerprint: before?.fingerprint ?? 0 };
}
