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
import { SendFailure } from '../channel/send-failure.ts';
import { withTenant } from '../control/added-tenants.ts';
import { defaultConfig } from './default-config.ts';
import { counted } from './words.ts';

interface Options {
  readonly config: string;
  readonly json?: true;
}

export function define(command: Command): void {
  command
    .argument('<tenant>', 'whose channel')
    .argument('[file]', 'file of lines; standard input when left out or -', '-')
    .addOption(new Option('--config <file>', 'configuration that has the tenant').default(defaultConfig, "the demo's"))
    .option('--json', 'print what was sent as JSON')
    .addHelpText('after', EXAMPLES)
    .action(send);
}

const EXAMPLES = `
Each line is a record. Wrong lines are sent, too: the runtime answers them on the error output. It need not run.

Examples:
  $ millrace send customer1 alarms.csv
  $ my-collector | millrace send customer1`;

async function send(tenant: string, file: string, { config, json }: Options): Promise<void> {
  const channel = channelOf(await withTenant(loadConfig(config), tenant), tenant);
  const input = open(file);
  const producer = await Producer.open(channel);
  const splitter = new LineSplitter();
  let sent = 0;
  try {
    for await (const piece of piecesOf(input, file)) sent += await sendAll(producer, splitter.push(piece), sent, json);
    sent += await sendAll(producer, splitter.end(), sent, json);
  } finally {
    await producer.close();
  }
  if (splitter.cut > 0)
    process.stderr.write(`note: cut at ${formatSize(limits.lineBytes)}: ${counted(splitter.cut, 'line')}\n`);
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

/** Resolves with the number of lines. @throws outcome-unknown, told by the numbers of the lines. */
async function sendAll(producer: Producer, lines: readonly Uint8Array[], before: number, json?: true): Promise<number> {
  try {
    await producer.send(lines);
    return lines.length;
  } catch (thrown) {
    if (!(thrown instanceof SendFailure)) throw thrown;
    const { stored, doubtful, unsent, where, cause } = thrown;
    const numbers = (positions: readonly number[]): number[] => positions.map((position) => before + position + 1);
    const report = {
      stored: before + stored,
      doubtful: numbers(doubtful),
      unsent: numbers(unsent),
      unsentAfter: before + lines.length,
    };
    if (json) process.stdout.write(`${JSON.stringify(report)}\n`);
    throw new MillraceError('outcome-unknown', {
      what:
        `stored: ${counted(report.stored, 'line')}; stored or not: ${doubtful.length} of the lines ${report.doubtful[0]} to ` +
        `${report.doubtful.at(-1)}; not stored: ${unsent.length} of those up to ${report.unsentAfter}, and all after ` +
        `(${messageOf(cause)})`,
      where,
      fix: 'send those again that are missing; with --json their numbers are printed',
      cause,
    });
  }
}
