/** The oldest nats-server whose batches and consumers can be relied on. */
export const OLDEST_SERVER = '2.14.4';

/** Whether a server of this version, such as `2.15.1`, is too old, or of no version that can be read. */
export function isOlder(version: string): boolean {
  const parts = version.split(/[.-]/).map(Number);
  for (const [i, least] of OLDEST_SERVER.split('.').map(Number).entries()) {
    const part = parts[i] ?? Number.NaN;
    if (part !== least) return !(part > least);
  }
  return false;
}
