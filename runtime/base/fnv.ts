/** Offset basis of FNV-1a, 32 bits (Fowler, Noll, Vo; IETF draft-eastlake-fnv). */
export const FNV_OFFSET = 0x811c9dc5;
const HYPHEN = 45;
/** Prime of FNV-1a, 32 bits. */
export const FNV_PRIME = 0x01000193;

/**
 * FNV-1a 32 of a key's tokens joined without a separator, unsigned: what nats-server's `partition(n, ...)` takes
 * modulo n, so that a key has the same partition wherever it is computed.
 */
export function hashTokens(tokens: readonly string[]): number {
  let hash = FNV_OFFSET;
  for (const token of tokens) {
    for (const byte of Buffer.from(token, 'utf8')) hash = Math.imul(hash ^ byte, FNV_PRIME);
  }
  return hash >>> 0;
}

/** The same for a key's canonical spelling: its tokens with a hyphen between. */
export function hashKey(bytes: Uint8Array): number {
  let hash = FNV_OFFSET;
  for (const byte of bytes) if (byte !== HYPHEN) hash = Math.imul(hash ^ byte, FNV_PRIME);
  return hash >>> 0;
}

/** FNV-1a 32 of bytes[start, end), unsigned. */
export function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = FNV_OFFSET;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ (bytes[i] as number), FNV_PRIME);
  return hash >>> 0;
}
