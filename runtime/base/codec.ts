import { crc32 } from 'node:zlib';
import { Packr } from 'msgpackr';

// Records tell plain objects from Maps, so that a state comes back as it was; each value stands alone.
const packr = new Packr({ useRecords: true, moreTypes: true, mapsAsObjects: false });

/** A value as msgpack bytes, in a buffer of its own. */
export function pack(value: unknown): Uint8Array {
  return Uint8Array.from(packr.pack(value));
}

/** The inverse of {@link pack}. Throws what msgpackr throws on damaged bytes. */
export function unpack(bytes: Uint8Array): unknown {
  return packr.unpack(bytes);
}

/** CRC-32 of bytes, unsigned. */
export function checksum(bytes: Uint8Array): number {
  return crc32(bytes);
}
