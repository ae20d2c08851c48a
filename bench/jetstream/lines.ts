import { readFileSync } from 'node:fs';
import { hashTokens } from '../../runtime/base/fnv.ts';

/** An event as it is sent: its line without a line feed, and the tokens of its key. */
export interface SentLine {
  readonly line: string;
  readonly tokens: readonly string[];
  readonly partition: number;
}

/** The lines of a file of alarms, none of them wrong. @param partitions of the tenant that they are for. */
export function linesIn(file: string, partitions: number): SentLine[] {
  const lines = readFileSync(file, 'latin1').trimEnd().split('\n');
  return lines.map((line) => {
    const tokens = line.split(',', 3);
    return { line, tokens, partition: hashTokens(tokens) % partitions };
  });
}
