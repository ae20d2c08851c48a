import { Command, CommanderError } from 'commander';
import { commands } from './commands.ts';
import { fail, usageError } from './failure.ts';

/** Runs the command line. Exit codes: 0 done, 1 failed, 2 called wrongly. */
export async function main(argv: readonly string[]): Promise<void> {
  const program = new Command('millrace')
    .description('An actor-model stateful stream runtime: analytics on event streams, exactly once.')
    .showHelpAfterError('(try: millrace --help)')
    .exitOverride();
  for (const { name, summary, load } of commands) {
    // Only the command that was called is loaded, so that each starts fast.
    const stub = program.command(name, { hidden: false }).description(summary);
    if (argv[2] === name || (argv[2] === 'help' && argv[3] === name)) {
      const { define } = await load();
      define(stub.exitOverride());
    }
  }
  try {
    await program.parseAsync([...argv]);
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) return fail(thrown);
    if (thrown.exitCode !== 0) usageError(thrown);
  }
}
