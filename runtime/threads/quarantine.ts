import { MillraceError, messageOf } from '../base/errors.ts';
import { thrownAt } from '../base/thrown-at.ts';
import type { PartitionSpec, Quarantine } from './protocol.ts';
import type { SilentThread } from './watchdog.ts';

/**
 * What follows when a partition had the thread that was found silent. Everything before the input where it happened is taken and
 * checkpointed once more, so that all that is due is sent and a mended module finds nothing to suppress; where that is not to be
 * had, or did not go well, its code doesn't run again.
 *
 * @param tried the quarantine that it was in already.
 */
export function quarantineOf(
  { tenant, index }: Pick<PartitionSpec, 'tenant' | 'index'>,
  { sequence, thread }: Pick<SilentThread, 'sequence' | 'thread'>,
  tried: Quarantine | undefined,
): Quarantine {
  const isAtInput = sequence > 0;
  const at = isAtInput
    ? `an analytic or format did not come to its end at input ${sequence}`
    : 'a module did not come to its end while it was loaded, set up or restored';
  const error = new MillraceError('partition-quarantined', {
    what: `${at}, and its thread was replaced`,
    where: `partition ${tenant}/${index}, thread ${thread}`,
    fix: `look at that ${isAtInput ? 'input' : 'module'}, mend what loops, then \`millrace tenants stop ${tenant}\` and \`millrace tenants start ${tenant}\``,
  });
  if (tried !== undefined) return { error: tried.error, before: undefined };
  return { error: error.toJSON(), before: isAtInput ? sequence : undefined };
}

/** What follows when a partition's module has left an error behind that nobody caught: it is held where it is, its results are right so far. */
export function strayQuarantine(
  { tenant, index }: Pick<PartitionSpec, 'tenant' | 'index'>,
  thrown: unknown,
): MillraceError {
  const place = thrownAt(thrown);
  return new MillraceError('partition-quarantined', {
    what: `a module has left a promise or timer behind, which failed: ${messageOf(thrown)}`,
    where: `partition ${tenant}/${index}${place === '' ? '' : `, ${place}`}`,
    fix: `let the module compute from its arguments alone, without await, then \`millrace tenants stop ${tenant}\` and \`millrace tenants start ${tenant}\``,
  });
}
