import { fileURLToPath } from 'node:url';
import { flink } from '../peers/flink/flink.ts';
import { usage } from '../support/arguments.ts';
import type { Command } from '../support/measure.ts';

/** A program that does the work of `millrace run` on a file. */
export interface Program {
  readonly name: string;
  /** Whether its results are in the order of the input: else, and the totals of wrong lines, they are each partition's own. */
  readonly inOrder: boolean;
  /** How it is started; made ready before anything is measured. */
  command(): Promise<(input: string, output: string) => Command>;
}

const BIN = pathOf('../../bin/millrace.js');
const PLAIN = pathOf('../peers/plain-loop.ts');
const FAST = pathOf('../peers/fast-loop.ts');

/** All that can be compared; `plain` comes first, since the others are measured against it. */
export const programs: readonly Program[] = [
  ofNode('plain', true, (input, output) => [PLAIN, input, output]),
  ofNode('fast', true, (input, output) => [FAST, input, output]),
  millrace('millrace-1', 1, 1),
  millrace('millrace-2', 2, 4),
  { name: 'flink-1', inOrder: false, command: async () => await flink(1) },
  { name: 'flink-2', inOrder: false, command: async () => await flink(2) },
];
/** Needs programs of others, which are fetched. */
const ONLY_WHEN_NAMED = /^flink/;

/** Those named, or all that need nothing else. Throws `usage` when a name is unknown. */
export function chosen(only: readonly string[] | undefined): Program[] {
  const known = programs.map(({ name }) => name);
  const unknown = only?.find((name) => !known.includes(name));
  if (unknown !== undefined) throw usage(`there is no program ${unknown}`, `name some of ${known.join(',')}`);
  return programs.filter(({ name }) => only?.includes(name) ?? !ONLY_WHEN_NAMED.test(name));
}

function millrace(name: string, threads: number, partitions: number): Program {
  const counts = ['--threads', String(threads), '--partitions', String(partitions)];
  return ofNode(name, partitions === 1, (input, output) =>
    [BIN, 'run', '--tenant', 'customer1', '--input', input, '--output', output, '--json'].concat(counts),
  );
}

function ofNode(name: string, inOrder: boolean, args: (input: string, output: string) => readonly string[]): Program {
  return { name, inOrder, command: async () => (input, output) => ({ args: args(input, output) }) };
}

function pathOf(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}
