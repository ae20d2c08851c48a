import { Command, CommanderError } from 'commander';
import { nearest } from '../../config/nearest.ts';
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
    else fail(unknownIn(program, argv, thrown) ?? usageError(thrown, called(program, argv).words.join(' ')));
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

/** The command that was called, and its words: `millrace`, `config`, `check`. */
function called(program: Command, argv: readonly string[]): { readonly command: Command; readonly words: string[] } {
  const words = ['millrace'];
  let command = program;
  for (const word of argv.slice(2)) {
    const next = command.commands.find((one) => one.name() === word);
    if (next === undefined) break;
    command = next;
    words.push(word);
  }
  return { command, words };
}

/** A misspelt command below another one is taken for an argument of the default there. */
function unknownIn(program: Command, argv: readonly string[], thrown: CommanderError): MillraceError | undefined {
  const { command, words } = called(program, argv);
  const word = argv[words.length + 1];
  const known = command.commands.map((one) => one.name());
  const isArgument = thrown.code === 'commander.excessArguments' && known.length > 0;
  if (!isArgument || word === undefined || word.startsWith('-')) return undefined;
  const meant = nearest(word, known);
  const fix = meant === undefined ? `use one of ${known.join(', ')}` : `did you mean ${meant}?`;
  return new MillraceError('usage', { what: `unknown command '${word}'`, where: words.join(' '), fix });
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
