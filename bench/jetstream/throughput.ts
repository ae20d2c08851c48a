import { MillraceError } from '../../runtime/base/errors.ts';
import { Child } from '../support/child.ts';
import { Expected } from './expected.ts';
import { linesIn } from './lines.ts';
import type { Program, Shape } from './programs.ts';
import { type Used, untilDone } from './progress.ts';
import { readResults, type Stored } from './results.ts';
import type { Servers } from './servers.ts';
import { Streams } from './streams.ts';

/** One run of a program on a filled input stream. */
export interface Run extends Used {
  readonly events: number;
  /** From the first stored result to the last one, by the server's clock. */
  readonly seconds: number;
}

/** What all runs of a bench have in common. */
export interface Course {
  readonly servers: Servers;
  /** A file of alarms. */
  readonly file: string;
  readonly threads: number;
}

/** Runs programs of one shape in turn on the same filled input stream. Throws `bench-failed` when results differ. */
export async function runRound(
  programs: readonly Program[],
  shape: Shape,
  tenant: string,
  { servers, file, threads }: Course,
): Promise<Run[]> {
  const lines = linesIn(file, shape.partitions);
  const expected = new Expected(lines, shape.partitions);
  await using streams = await Streams.make(servers.nats, tenant, shape.partitions);
  await streams.fill(lines, shape.keyed);
  const runs: Run[] = [];
  for (const program of programs) {
    if (runs.length > 0) await streams.clearOutputs();
    const job = {
      server: servers.nats,
      tenant,
      partitions: shape.partitions,
      threads: Math.min(threads, shape.partitions),
    };
    const whole = program.computes ? expected.count : lines.length;
    const enough = program.share === 1 ? Number.POSITIVE_INFINITY : whole * program.share;
    await using child = new Child({ args: program.args(job, servers) });
    const used = await untilDone(streams, child, servers.natsPid, enough);
    const stored = await readResults(streams);
    check(program, stored, expected, lines.length);
    const results = stored.counts.reduce((sum, count) => sum + count, 0);
    runs.push({ ...used, events: Math.round((lines.length * results) / whole), seconds: stored.last - stored.first });
  }
  return runs;
}

function check(program: Program, { counts, digests }: Stored, expected: Expected, lines: number): void {
  const results = counts.reduce((sum, count) => sum + count, 0);
  const wanted = program.computes ? expected.count : lines;
  if (program.share === 1 && results !== wanted) throw differs(program, `${results} results where ${wanted} are due`);
  if (!program.computes) return;
  for (const [partition, count] of counts.entries()) {
    if (digests[partition] === expected.digest(partition, count)) continue;
    throw differs(program, `other results in partition ${partition} than the plain computation`);
  }
}

function differs({ name }: Program, what: string): MillraceError {
  return new MillraceError('bench-failed', {
    what: `${name} gave ${what}`,
    where: 'the output streams',
    fix: 'run `npm test`, and this bench with a few events',
  });
}
