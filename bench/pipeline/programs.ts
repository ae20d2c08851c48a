import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { usage } from '../support/arguments.ts';

/** A program that does the work of `millrace run` on a file. */
export interface Program {
  readonly name: string;
  /** With several the order of results and the totals of wrong lines are each partition's own. */
  readonly partitions: number;
  /** Script and arguments. */
  args(input: string, output: string): string[];
}

const BIN = pathOf('../../bin/millrace.js');
const PLAIN = pathOf('../peers/plain-loop.ts');
const FAST = pathOf('../peers/fast-loop.ts');

/** All that can be compared; `plain` comes first, since the others are measured against it. */
export const programs: readonly Program[] = [
  { name: 'plain', partitions: 1, args: (input, output) => [PLAIN, input, output] },
  { name: 'fast', partitions: 1, args: (input, output) => [FAST, input, output] },
  millrace('millrace-1', 1, 1),
  millrace('millrace-2', 2, 4),
];

/** Those named, or all that can run in this checkout. Throws `usage` when a name is unknown. */
export function chosen(only: readonly string[] | undefined): Program[] {
  const known = programs.map(({ name }) => name);
  const unknown = only?.find((name) => !known.includes(name));
  if (unknown !== undefined) throw usage(`there is no program ${unknown}`, `name some of ${known.join(',')}`);
  const canRun = (program: Program): boolean => !program.name.startsWith('millrace') || existsSync(BIN);
  return programs.filter((program) => only?.includes(program.name) ?? canRun(program));
}

function millrace(name: string, threads: number, partitions: number): Program {
  const counts = ['--threads', String(threads), '--partitions', String(partitions)];
  return {
    name,
    partitions,
    args: (input, output) =>
      [BIN, 'run', '--tenant', 'customer1', '--input', input, '--output', output, '--json'].concat(counts),
  };
}

function pathOf(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}
