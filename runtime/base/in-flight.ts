/** Does something with each item, with up to so many under way at once. @throws what the first failure threw; no more begin then. */
export async function inFlight<T>(
  items: readonly T[],
  most: number,
  action: (item: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    try {
      while (next < items.length) await action(items[next++] as T);
    } catch (thrown) {
      next = items.length;
      throw thrown;
    }
  };
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, lane));
}
