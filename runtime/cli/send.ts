import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { type Command, Option } from 'commander';
import { loadConfig } from '../../config/load.ts';
import { MillraceError, messageOf } from '../base/errors.ts';
import { limits } from '../base/limits.ts';
import { formatSize } from '../base/units.ts';
import { channelOf } from '../channel/channel.ts';
import { LineSplitter } from '../channel/line-splitter.ts';
import { Producer } from '../channel/producer.ts';
import { withTenant } from '../control/added-tenants.ts';
import { defaultConfig } from './default-config.ts';
import { idName } from './option-values.ts';
import { ToldSending } from './send/told-sending.ts';
import { counted } from './words.ts';

interface Options {
  readonly config: string;
  readonly id?: string;
  readonly json?: true;
}

export function define(command: Command): void {
  command
    .argument('<tenant>', 'whose channel')
    .argument('[file]', 'file of lines; standard input when left out or -', '-')
    .addOption(new Option('--config <file>', 'configuration that has the tenant').default(defaultConfig, "the demo's"))
    .option(
      '--id <name>',
      'ids for the lines: NAME.1, NAME.2 and so on; sent again under the same name, each is stored once',
      idName,
    )
    .option('--json', 'print what was sent as JSON')
    .addHelpText('after', EXAMPLES)
    .action(send);
}

const EXAMPLES = `
Each line is a record. Wrong lines are sent, too: the runtime answers them on the error output. It need not run.

Examples:
  $ millrace send customer1 alarms.csv
  $ my-collector | millrace send customer1
  $ millrace send customer1 alarms.csv --id alarms-0219

After a crash, send the same file again under the same --id, within the configuration's log.duplicateWindow: what is stored already is
left out.`;

async function send(tenant: string, file: string, { config, id, json }: Options): Promise<void> {
  const channel = channelOf(await withTenant(loadConfig(config), tenant), tenant);
  const input = open(file);
  const producer = await Producer.open(channel);
  const splitter = new LineSplitter();
  const sending = new ToldSending(producer, { id, isJson: json === true });
  try {
    for await (const piece of piecesOf(input, file)) await sending.send(splitter.push(piece));
    await sending.send(splitter.end());
  } finally {
    await producer.close();
  }
  if (splitter.cut > 0)
    process.stderr.write(`note: cut at ${formatSize(limits.lineBytes)}: ${counted(splitter.cut, 'line')}\n`);
  const { sent } = sending;
  process.stdout.write(json ? `${JSON.stringify({ tenant, lines: sent })}\n` : `sent ${counted(sent, 'line')}\n`);
}

function open(file: string): Readable {
  if (file !== '-') return createReadStream(file, { highWaterMark: limits.runChunkBytes });
  if (process.stdin.isTTY) process.stderr.write('Sending what you type, line by line; Ctrl-D ends.\n');
  return process.stdin;
}

/** @throws file-unreadable. */
async function* piecesOf(input: Readable, file: string): AsyncGenerator<Uint8Array> {
  const pieces = input[Symbol.asyncIterator]();
  for (;;) {
    const next = await pieces.next().catch((cause: unknown) => {
      throw new MillraceError('file-unreadable', {
        what: `the lines cannot be read (${messageOf(cause)})`,
        where: file === '-' ? 'standard input' : `at ${file}`,
        fix: 'name a file that this user can read',
        cause,
      });
    });
    if (next.done) return;
    yield next.value as Uint8Array;
  }
}
