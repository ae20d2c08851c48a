import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { MillraceError } from '../../runtime/base/errors.ts';
import { digestOf, digestOfSet } from '../support/digests.ts';
import { benchFolder } from '../support/input-file.ts';
import { type Command, type Measurement, measure } from '../support/measure.ts';
import { median } from '../support/table.ts';
import type { Program } from './programs.ts';

/** A program's rounds and their medians. */
export interface Row {
  readonly program: string;
  readonly seconds: number;
  readonly wallSeconds: number;
  readonly userSeconds: number;
  readonly systemSeconds: number;
  readonly maxRssBytes: number;
  /** What it counted, as it printed it in its last round. */
  readonly summary: Readonly<Record<string, unknown>>;
  readonly rounds: readonly Measurement[];
}

/**
 * Runs the programs in turn, a round after the other, so that a disturbance of the machine meets all of them; compares
 * what they write. Throws `bench-failed` when a program fails or two of them don't agree.
 */
export async function runRounds(chosen: readonly Program[], input: string, rounds: number): Promise<Row[]> {
  const output = join(benchFolder, `results-${process.pid}.ndjson`);
  const agreement = new Agreement(chosen);
  const measured = chosen.map((): Measurement[] => []);
  const commands = await Promise.all(chosen.map(async (program) => await program.command()));
  try {
    for (let round = 0; round < rounds; round++) {
      for (const [i, program] of chosen.entries()) {
        const command = commands[i]?.(input, output) as Command;
        measured[i]?.push(await measure(command, benchFolder));
        await agreement.check(program, output);
      }
    }
  } finally {
    rmSync(output, { force: true });
  }
  return chosen.map((program, i) => rowOf(program, measured[i] as Measurement[]));
}

/** Holds the first digests seen and compares all that follow with them. */
class Agreement {
  readonly #needsSet: boolean;
  #bytes: string | undefined;
  #set: string | undefined;

  constructor(chosen: readonly Program[]) {
    this.#needsSet = chosen.some(({ inOrder }) => !inOrder);
  }

  async check({ name, inOrder }: Program, output: string): Promise<void> {
    if (inOrder) {
      const bytes = await digestOf(output);
      this.#bytes ??= bytes;
      if (bytes !== this.#bytes) throw differs(name, 'bytes');
    }
    if (!this.#needsSet || (inOrder && this.#set !== undefined)) return;
    const set = await digestOfSet(output);
    this.#set ??= set;
    if (set !== this.#set) throw differs(name, 'results');
  }
}

function rowOf({ name }: Program, rounds: readonly Measurement[]): Row {
  const middle = (pick: (measurement: Measurement) => number): number => median(rounds.map(pick));
  return {
    program: name,
    seconds: middle(({ seconds }) => seconds),
    wallSeconds: middle(({ wallSeconds }) => wallSeconds),
    userSeconds: middle(({ userSeconds }) => userSeconds),
    systemSeconds: middle(({ systemSeconds }) => systemSeconds),
    maxRssBytes: middle(({ maxRssBytes }) => maxRssBytes),
    summary: rounds.at(-1)?.summary ?? {},
    rounds,
  };
}

function differs(program: string, what: string): MillraceError {
  return new MillraceError('bench-failed', {
    what: `${program} wrote other ${what} than the programs before it`,
    where: 'comparison of the outputs',
    fix: 'run two of them by hand on a small input and compare the files',
  });
}
