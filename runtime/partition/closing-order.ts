import { compareKeys, type KeyTokens } from '../../actors/key.ts';
import type { Closing } from '../../actors/windows/windows.ts';

/** A window with a result, of the analytic at a position. */
export interface PlacedClosing {
  readonly closing: Closing;
  readonly analytic: number;
}

/**
 * The order in which the windows that one input closes are reported: by end, start, the analytic's position, key. It is
 * the results' identity, so it must not depend on where actors happen to be stored.
 */
export function inClosingOrder(closings: PlacedClosing[], tokensOf: (slot: number) => KeyTokens): PlacedClosing[] {
  if (closings.length < 2) return closings;
  return closings
    .map((placed) => ({ placed, tokens: tokensOf(placed.closing.slot) }))
    .sort(
      (a, b) =>
        a.placed.closing.end - b.placed.closing.end ||
        a.placed.closing.start - b.placed.closing.start ||
        a.placed.analytic - b.placed.analytic ||
        compareKeys(a.tokens, b.tokens),
    )
    .map(({ placed }) => placed);
}
