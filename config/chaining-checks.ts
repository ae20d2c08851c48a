import type { MergingTraits } from '../actors/merging.ts';
import type { KeyPath, Problem } from './problems.ts';

/** An analytic as the file says it, valid or not. */
export interface WrittenAnalytic extends MergingTraits {
  readonly id: string;
  readonly path: KeyPath;
}

/** Of analytics that take others' results: those have to be there, and none may come back to where it began. */
export function chainingProblems(all: readonly WrittenAnalytic[]): Problem[] {
  const known = new Map(all.map((one) => [one.id, one]));
  const takers = all.filter(({ of }) => Array.isArray(of));
  return takers.flatMap((one): Problem[] => {
    const path = [...one.path, 'of'];
    const missing = idsOf(one).filter((id) => !known.has(id));
    const others = all.filter(({ id }) => id !== one.id).map(({ id }) => id);
    const fix = others.length === 0 ? 'add one that takes events' : `name some of ${others.join(', ')}`;
    const problems = missing.map((id): Problem => {
      return { code: 'config-conflict', path, what: `found no analytic ${id}`, fix };
    });
    const loop = loopFrom(one.id, known) ?? [];
    // It is told once, of the first that is in it.
    if (takers.find(({ id }) => loop.includes(id)) !== one) return problems;
    const what = `found a loop: ${loop.join(' is of ')}`;
    return [...problems, { code: 'config-conflict', path, what, fix: "remove one of them from the other's of" }];
  });
}

/** The way from an analytic to what it is of, and on, back to itself; undefined where there is none. */
function loopFrom(id: string, known: ReadonlyMap<string, WrittenAnalytic>): readonly string[] | undefined {
  const seen = new Set<string>();
  const search = (at: string, way: readonly string[]): readonly string[] | undefined => {
    const next = known.get(at);
    if (next === undefined || seen.has(at)) return undefined;
    seen.add(at);
    for (const of of idsOf(next)) {
      const found = of === id ? [...way, of] : search(of, [...way, of]);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return search(id, [id]);
}

function idsOf({ of }: WrittenAnalytic): readonly string[] {
  return Array.isArray(of) ? of.map(String) : [];
}
