import { isMerging, type MergingTraits } from '../actors/merging.ts';
import type { KeyPath, Problem } from './problems.ts';

/** An analytic as the file says it, valid or not. */
export interface WrittenAnalytic extends MergingTraits {
  readonly id: string;
  readonly path: KeyPath;
}

/** Of analytics that take others' results: those have to be there, and be computed in the partitions. */
export function chainingProblems(all: readonly WrittenAnalytic[]): Problem[] {
  const known = new Map(all.map((one) => [one.id, one]));
  const inPartitions = all.filter((one) => !isMerging(one)).map(({ id }) => id);
  const fix = inPartitions.length === 0 ? 'add one that takes events' : `name some of ${inPartitions.join(', ')}`;
  return all.flatMap(({ of, path }): Problem[] => {
    if (!Array.isArray(of)) return [];
    return of.flatMap((id: unknown): Problem[] => {
      const found = known.get(String(id));
      if (found !== undefined && !isMerging(found)) return [];
      const what = found === undefined ? `found no analytic ${id}` : `found ${id}, which is over all partitions itself`;
      return [{ code: 'config-conflict', path: [...path, 'of'], what, fix }];
    });
  });
}
