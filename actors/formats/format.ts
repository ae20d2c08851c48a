import type { Event } from '../event.ts';

/** Turns records into events. It has no state that outlives a record. */
export interface Format {
  /**
   * Decodes bytes[start, end) into `event`: key bytes, hash, tokens, time, value, threshold, active, fields.
   * Returns '' or, when the record is a wrong line, why.
   */
  decode(bytes: Uint8Array, start: number, end: number, event: Event): string;

  /**
   * FNV-1a 32 of the record's key tokens joined, for whoever has to choose its partition. A record without a key has some
   * hash, always the same.
   */
  route(bytes: Uint8Array, start: number, end: number): number;
}
