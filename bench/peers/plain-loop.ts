/**
 * The work of `millrace run` with `global-statistics` and `alarm-window` at their defaults, as a single-threaded program
 * written plainly. `node bench/peers/plain-loop.ts INPUT OUTPUT`.
 */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { PlainAnalytics } from './plain-analytics.ts';
import { type Counts, filesOf, printSummary } from './summary.ts';

const CHUNK_BYTES = 1024 * 1024;

/** Processes a file to its end and returns when the last byte of the output is written. */
export async function plainLoop(input: string, output: string): Promise<Counts> {
  await using file = await open(output, 'w');
  let out = '';
  const flush = async (): Promise<void> => {
    const text = out;
    out = '';
    if (text !== '') await file.writeFile(text);
  };
  const analytics = new PlainAnalytics((_, json) => {
    out += `${json}\n`;
  });
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let rest = '';
  for await (const chunk of createReadStream(input, { highWaterMark: CHUNK_BYTES })) {
    const lines = (rest + decoder.decode(chunk as Uint8Array, { stream: true })).split('\n');
    rest = lines.pop() as string;
    for (const line of lines) analytics.line(line);
    await flush();
  }
  rest += decoder.decode();
  if (rest !== '') analytics.line(rest);
  const counts = analytics.end();
  await flush();
  return counts;
}

if (import.meta.main) {
  const { input, output } = filesOf(process.argv.slice(2));
  printSummary(await plainLoop(input, output));
}
