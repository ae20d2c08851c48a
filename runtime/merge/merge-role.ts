import { chainedOn } from '../../actors/chaining.ts';
import { type Fields, TextFormat } from '../../actors/formats/json.ts';
import { linkedFields, makeMerging, mergedFields, mergingIn } from '../../actors/merging.ts';
import { MERGE, MERGED_KINDS } from '../../connectors/log.ts';
import type { Role } from '../partition/role.ts';

const MERGED: ReadonlySet<string> = new Set(MERGED_KINDS);

/** A line is what {@link mergedFields} gave, as JSON. */
const format = new TextFormat((line) => JSON.parse(line) as Fields);

/**
 * Takes results of all partitions, in the order of the merged log: an event for each analytic that has a part in a result, with
 * a key of its own.
 */
export const mergeRole: Role = {
  name: MERGE,
  archives: false,
  triggers: true,
  // Without the windows, which are in the partitions: what was put together of them stays when they change.
  analyticsOf: (settings) => mergingIn(settings).map((one) => ('window' in one ? without(one) : one)),
  chainedOn,
  linkedLines: (part, settings) => linesOf(linkedFields(settings, part)),
  makeAnalytic: makeMerging,
  filterOf:
    ({ id }) =>
    ({ fields }) =>
      fields?.analytic === id,
  makeFormat: () => format,
  maxLineBytes: () => Number.POSITIVE_INFINITY,
  // Its actors are not of keys, and are forgotten after a time in any case.
  keyShareOf: () => Number.POSITIVE_INFINITY,
  linesOf({ kind, payload }, settings) {
    if (!MERGED.has(kind)) return undefined;
    const result: unknown = JSON.parse(Buffer.from(payload).toString('utf8'));
    const lines = mergingIn(settings).flatMap((one) => mergedFields(one, kind, result) ?? []);
    return lines.length === 0 ? undefined : { key: '', payload: linesOf(lines) };
  },
};

function linesOf(all: readonly Fields[]): Uint8Array {
  return Buffer.from(all.map((fields) => JSON.stringify(fields)).join('\n'));
}

function without<T extends { readonly window: unknown }>({ window: _, ...rest }: T): Omit<T, 'window'> {
  return rest;
}
