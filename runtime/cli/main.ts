import { Command, CommanderError } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { MillraceError, messageOf, systemCodeOf } from '../base/errors.ts';
import { commands } from './commands.ts';
import { fail, usageError } from './failure.ts';

/** Runs the command line. Exit codes: 0 done, 1 failed, 2 called wrongly. */
export async function main(argv: readonly string[]): Promise<void> {
  process.stdout.on('error', outputFailed);
  process.stderr.on('error', () => undefined);
  const program = await programFor(argv);
  if (argv.length <= 2) return program.outputHelp();
  try {
    await program.parseAsync([...argv]);
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) return fail(thrown);
    if (thrown.exitCode === 0) return;
    if (thrown.code === 'commander.help') process.exitCode = 2;
    else fail(usageError(thrown, calledIn(program, argv)));
  }
}

/** The program, with the command that is called or asked about: each is loaded by itself, so that each starts fast. */
async function programFor(argv: readonly string[]): Promise<Command> {
  const program = new Command('millrace')
    .description('An actor-model stateful stream runtime: analytics on event streams, exactly once.')
    .version(packageJson.version, '--version', 'print the version')
    .helpCommand('help [command]', 'print help for a command')
    .configureOutput({ outputError: () => undefined })
    .exitOverride()
    .addHelpText('after', '\nExample:\n  $ millrace start\n\nEach command has help of its own: millrace send --help');
  for (const { name, summary, load } of commands) {
    const command = program.command(name).description(summary);
    if (argv[2] === name || (argv[2] === 'help' && argv[3] === name)) (await load()).define(command);
  }
  return program;
}

/** The command that was called, by its words: `millrace config check`. */
function calledIn(program: Command, argv: readonly string[]): string {
  const words = ['millrace'];
  let at: Command | undefined = program;
  for (const word of argv.slice(2)) {
    at = at.commands.find((command) => command.name() === word);
    if (at === undefined) break;
    words.push(word);
  }
  return words.join(' ');
}

/** Whoever reads may stop reading: that is no failure. */
function outputFailed(thrown: Error): void {
  if (systemCodeOf(thrown) === 'EPIPE') return;
  fail(
    new MillraceError('file-unwritable', {
      what: `the output could not be written (${messageOf(thrown)})`,
      where: 'standard output',
      fix: 'check the space on its disk',
      cause: thrown,
    }),
  );
}
