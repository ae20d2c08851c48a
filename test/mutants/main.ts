/** `npm run mutants [-- words of their names]`: breaks the protocol in every known way and asks whether the tests see it. */
import { type Mutant, mutants } from './list.ts';
import { runTests } from './run-mutant.ts';

const wanted = process.argv.slice(2).join(' ');
const chosen = mutants.filter(({ name }) => name.includes(wanted));
let survivors = 0;
for (const mutant of chosen) {
  const verdict = await verdictOn(mutant);
  if (verdict.isKilled) console.log(`killed    ${mutant.name}: ${verdict.by}`);
  else {
    survivors++;
    console.log(`SURVIVED  ${mutant.name}: ${verdict.why}`);
  }
}
console.log(`${chosen.length - survivors} of ${chosen.length} mutants are killed`);
// Some clients of the tests keep the process alive.
process.exit(survivors === 0 && chosen.length > 0 ? 0 : 1);

async function verdictOn(
  mutant: Mutant,
): Promise<{ readonly isKilled: true; readonly by: string } | { readonly isKilled: false; readonly why: string }> {
  const sound = await runTests(mutant, false);
  if (sound.failed.length > 0) return { isKilled: false, why: `its test fails without it: ${sound.failed.join(', ')}` };
  if (sound.passed === 0) return { isKilled: false, why: `no test of ${mutant.test} is named "${mutant.named}"` };
  const { failed } = await runTests(mutant, true);
  if (failed.length === 0) return { isKilled: false, why: `"${mutant.named}" in ${mutant.test} passes` };
  return { isKilled: true, by: failed[0] as string };
}
