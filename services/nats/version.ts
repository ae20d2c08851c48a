/** The version that is fetched. */
export const NATS_VERSION = '2.15.1';
/** The oldest whose batches and consumers can be relied on. */
export const OLDEST_NATS = '2.14.4';

/** Whether what `nats-server --version` printed tells of one that is new enough. */
export function isNewEnough(printed: string): boolean {
  const found = /v(\d+)\.(\d+)\.(\d+)/.exec(printed)?.slice(1).map(Number);
  if (found === undefined) return false;
  const least = OLDEST_NATS.split('.').map(Number);
  const first = found.findIndex((part, i) => part !== least[i]);
  return first === -1 || (found[first] ?? 0) > (least[first] ?? 0);
}
