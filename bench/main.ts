/** `npm run bench -- <name> [options]`; see bench/README.md. */
import { MillraceError, messageOf } from '../runtime/base/errors.ts';
import { customersBench } from './customers/customers.ts';
import { fairnessBench } from './fairness/fairness.ts';
import { jetstreamBench } from './jetstream/jetstream.ts';
import { kafkaBench } from './kafka/kafka.ts';
import { memoryBench } from './pipeline/memory.ts';
import { restoreBench } from './pipeline/restore.ts';
import { runBench } from './pipeline/run.ts';
import { usage } from './support/arguments.ts';

const benches: Record<string, (args: readonly string[]) => Promise<void>> = {
  run: runBench,
  memory: memoryBench,
  jetstream: jetstreamBench,
  restore: restoreBench,
  customers: customersBench,
  fairness: fairnessBench,
  kafka: kafkaBench,
};

async function main(args: readonly string[]): Promise<void> {
  const [name = '', ...rest] = args;
  const bench = Object.hasOwn(benches, name) ? benches[name] : undefined;
  if (bench === undefined) throw usage(`there is no bench '${name}'`, `name one of ${Object.keys(benches).join(', ')}`);
  await bench(rest);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = error instanceof MillraceError && error.code === 'usage' ? 2 : 1;
}
