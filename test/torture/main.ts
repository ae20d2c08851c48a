/** `npm run torture`; see CONTRIBUTING.md. */
import type { Arena } from './arena.ts';
import { ClusterArena } from './cluster-arena.ts';
import { EmbeddedArena } from './embedded-arena.ts';
import { readOptions, type TortureOptions } from './options.ts';
import { torture } from './torture.ts';

const began = performance.now();
const say = (text: string): void =>
  console.log(`${((performance.now() - began) / 1000).toFixed(1).padStart(7)} s  ${text}`);
const options = readOptions(process.argv.slice(2));
const again = `npm run torture -- ${Object.entries(options)
  .map(([name, value]) => `--${name} ${value}`)
  .join(' ')}`;
say(again);
try {
  await using arena = await open(options);
  const { faults, findings, ...rest } = await torture(options, arena, say);
  say(`faults: ${JSON.stringify(faults)}`);
  say(
    `${JSON.stringify(rest)}, ${findings.inputs} inputs, ${findings.results} results: each once, in order, as computed`,
  );
} catch (thrown) {
  say(`FAILED: ${thrown instanceof Error ? thrown.message : String(thrown)}\nagain: ${again}`);
  process.exitCode = 1;
}

async function open({ servers, seed, processes }: TortureOptions): Promise<Arena> {
  return servers === 'sqlite' ? new EmbeddedArena(seed) : await ClusterArena.open(seed, processes);
}
