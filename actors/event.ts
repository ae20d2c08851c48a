import { limits } from '../runtime/base/limits.ts';
import type { KeyToken } from './key.ts';

/**
 * One decoded input record. A partition decodes every record into the same Event: an actor may read it during its turn
 * and must copy what it wants to keep.
 */
export class Event {
  /** Sequence of the input record it came in. */
  sequence = 0;
  /** When the log stored that record: milliseconds since 1970-01-01Z, never going back. */
  arrival = 0;
  /** Event time: milliseconds since 1970-01-01Z. */
  time = 0;
  station: KeyToken = 0;
  /** datapoint_id in `bts-csv`. */
  sensor: KeyToken = 0;
  alarm: KeyToken = 0;
  value = 0;
  /** valueThreshold; NaN where the format has none. */
  threshold = Number.NaN;
  /** isActive. */
  active = false;
  /** All fields of the record by name, where the format has more than the ones above; else undefined. */
  fields: Readonly<Record<string, unknown>> | undefined;

  /** Key bytes, `<station>-<sensor>-<alarm>` in UTF-8; the first {@link keyLength} count. For the runtime. */
  readonly keyBytes: Uint8Array = new Uint8Array(limits.maxKeyBytes);
  keyLength = 0;
  /** FNV-1a 32 of the key's tokens joined. For the runtime. */
  hash = 0;

  /** The key's canonical spelling. */
  get key(): string {
    return Buffer.from(this.keyBytes.buffer, 0, this.keyLength).toString('latin1');
  }
}
