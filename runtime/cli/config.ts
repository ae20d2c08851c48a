import { dirname } from 'node:path';
import type { Command } from 'commander';
import { configJsonSchema } from '../../config/json-schema.ts';
import { loadConfig } from '../../config/load.ts';
import { printConfig } from '../../config/print.ts';
import { ConfigError } from '../../config/problems.ts';
import { settingsOf } from '../../config/settings.ts';
import type { LoadedConfig } from '../../config/types.ts';
import { accountsOf } from '../../connectors/jetstream/accounts.ts';
import { MillraceError } from '../base/errors.ts';
import { withAddedTenants } from '../control/added-tenants.ts';
import { checkModules } from '../modules/check-modules.ts';
import { defaultConfig } from './default-config.ts';
import { fail } from './failure.ts';
import { StandardOutput } from './standard-output.ts';
import { counted } from './words.ts';

interface Options {
  readonly config?: string;
  readonly json?: true;
}

export function define(command: Command): void {
  command.addHelpText('after', '\nExample:\n  $ millrace config check my.yaml');
  command
    .command('check')
    .description('check a configuration, its modules included')
    .argument('[file]', "configuration file (default: the demo's)")
    .option('--config <file>', 'another way to name the file')
    .option('--json', 'print the outcome as JSON')
    .addHelpText('after', '\nExample:\n  $ millrace config check my.yaml')
    .action(check);
  command
    .command('print')
    .description('print a configuration with all defaults, without secrets')
    .argument('[file]', "configuration file (default: the demo's)")
    .option('--config <file>', 'another way to name the file')
    .addHelpText('after', '\nExample:\n  $ millrace config print my.yaml > whole.yaml')
    .action(async (given: string | undefined, options: Options) => {
      await new StandardOutput().write(printConfig(loadConfig(fileOf(given, options))));
    });
  command
    .command('schema')
    .description('print the JSON schema of configurations, for editors')
    .addHelpText('after', '\nExample:\n  $ millrace config schema > millrace.schema.json')
    .action(async () => await new StandardOutput().write(`${JSON.stringify(configJsonSchema(), undefined, 2)}\n`));
  command
    .command('nats')
    .description("print a nats-server's accounts and permissions for these tenants")
    .argument('[file]', "configuration file (default: the demo's)")
    .option('--config <file>', 'another way to name the file')
    .option('--added', 'with the tenants that were added to the live runtime since')
    .addHelpText(
      'after',
      '\nAfter a tenant was added, print them anew and let the server read them: nats-server --signal reload.' +
        '\n\nExample:\n  $ millrace config nats my.yaml > millrace-accounts.conf',
    )
    .action(nats);
}

async function nats(given: string | undefined, options: Options & { readonly added?: true }): Promise<void> {
  const config = loadConfig(fileOf(given, options));
  const { tenants } = options.added ? await withAddedTenants(config) : config;
  await new StandardOutput().write(accountsOf(tenants.map(({ id }) => id)));
}

async function check(given: string | undefined, options: Options): Promise<void> {
  const file = fileOf(given, options);
  const { json } = options;
  try {
    const { tenants } = await checked(file);
    const partitions = tenants.reduce((sum, tenant) => sum + tenant.partitions, 0);
    const report = { ok: true, file, tenants: tenants.length, partitions };
    const text = `ok: ${file}, ${counted(tenants.length, 'tenant')}, ${counted(partitions, 'partition')}`;
    process.stdout.write(`${json ? JSON.stringify(report) : text}\n`);
  } catch (thrown) {
    if (!json || !(thrown instanceof MillraceError)) throw thrown;
    const problems = thrown instanceof ConfigError ? thrown.problems : [thrown];
    process.stdout.write(`${JSON.stringify({ ok: false, file, problems })}\n`);
    fail(thrown);
  }
}

function fileOf(given: string | undefined, { config }: Options): string {
  return given ?? config ?? defaultConfig;
}

/** @throws ConfigError with everything that is wrong with the file, or else with the modules it names. */
async function checked(file: string): Promise<LoadedConfig> {
  const config = loadConfig(file);
  const problems = new Map<string, MillraceError>();
  for (const tenant of config.tenants) {
    try {
      await checkModules(settingsOf(tenant), dirname(config.file));
    } catch (thrown) {
      if (!(thrown instanceof MillraceError)) throw thrown;
      problems.set(thrown.message, thrown);
    }
  }
  const [first, ...others] = problems.values();
  if (first !== undefined) throw new ConfigError(first, ...others);
  return config;
}
