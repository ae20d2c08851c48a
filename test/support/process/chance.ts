import { Prng } from '../../../runtime/base/prng.ts';

/** What a test that kills draws from: `MILLRACE_TEST_SEED`, or else another seed each time, which the test prints. */
export function testChance(): { readonly seed: number; readonly chance: Prng } {
  const seed = Number(process.env.MILLRACE_TEST_SEED ?? Date.now() % 1_000_000);
  return { seed, chance: new Prng(seed) };
}

/** Base stations that send lines of every kind: few of them, so that their windows fill. */
export const EVERY_KIND = { stations: 3, rate: 4, outOfOrder: 0.1, late: 0.05, wrong: 0.05, duplicates: 0.05 } as const;
