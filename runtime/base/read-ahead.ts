/**
 * Fetches items in their order, the next ones while the first are being worked on.
 *
 * @param most items that are fetched and not yet taken. @throws what `get` throws, at that item's turn.
 */
export async function* ahead<T, R>(items: readonly T[], get: (item: T) => Promise<R>, most: number): AsyncGenerator<R> {
  const underWay: Promise<R>[] = [];
  for (const item of items) {
    const fetched = get(item);
    // One that nobody comes to take any more fails unheard.
    fetched.catch(() => undefined);
    underWay.push(fetched);
    if (underWay.length >= most) yield await (underWay.shift() as Promise<R>);
  }
  for (const fetched of underWay) yield await fetched;
}
