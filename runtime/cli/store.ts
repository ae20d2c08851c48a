import type { Command } from 'commander';
import { loadConfig } from '../../config/load.ts';
import { initStore, type MadePart, storeStatements } from '../../connectors/store-init.ts';
import { defaultConfig } from './default-config.ts';
import { print, printJson } from './render/print.ts';

interface Options {
  readonly config?: string;
  readonly print?: true;
  readonly json?: true;
}

export function define(command: Command): void {
  command.addHelpText('after', '\nExample:\n  $ millrace store init my.yaml');
  command
    .command('init')
    .description('make the keyspace and tables that are missing')
    .argument('[config]', "configuration file (default: the demo's)")
    .option('--config <file>', 'another way to name the file')
    .option('--print', 'print the CQL instead, for somebody else to run')
    .option('--json', 'print the outcome as JSON')
    .addHelpText('after', EXAMPLES)
    .action(init);
}

const EXAMPLES = `
For a store with create: false, whose runtime may make no tables itself. It may be done again: what is there is only checked.

Examples:
  $ millrace store init my.yaml
  $ millrace store init my.yaml --print | cqlsh`;

async function init(given: string | undefined, options: Options): Promise<void> {
  const { store } = loadConfig(given ?? options.config ?? defaultConfig);
  if (options.print) {
    const statements = storeStatements(store);
    if (options.json) printJson({ store: store.kind, statements });
    else
      print(statements.length === 0 ? ['-- files are made by their first user'] : statements.map((one) => `${one};`));
    return;
  }
  const parts = await initStore(store);
  if (options.json) printJson({ store: store.kind, parts });
  else print(linesOf(parts));
}

function linesOf(parts: readonly MadePart[]): string[] {
  if (parts.length === 0) return ['nothing to make: files are made by their first user'];
  return parts.map(({ name, made }) => `${name}: ${made ? 'made' : 'was there'}`);
}
