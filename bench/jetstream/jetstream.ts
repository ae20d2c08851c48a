import { availableParallelism } from 'node:os';
import { readArguments } from '../support/arguments.ts';
import { inputFile } from '../support/input-file.ts';
import { report } from '../support/report.ts';
import { type LatencyRow, runLatency } from './latency.ts';
import { chosen, type Program } from './programs.ts';
import { startServers } from './servers.ts';
import { latencyTable, type ThroughputRow, throughputRow, throughputTable } from './tables.ts';
import { type Course, type Run, runRound } from './throughput.ts';

const RATES = [1000, 5000];
/** A file has events for more seconds than are sent: the first ones awaken the program. */
const SPARE_SECONDS = 2;

/**
 * `npm run bench -- jetstream`: a bare pipe, a program by hand and Millrace on the same streams of a real nats-server, with
 * checkpoints in a real Cassandra: events a second from a filled stream, then latencies at fixed rates. Throws `usage`,
 * `bench-failed`, `service-unavailable`.
 */
export async function jetstreamBench(args: readonly string[]): Promise<void> {
  const given = readArguments(args, ['events', 'stations', 'seed', 'rounds', 'rate', 'seconds', 'warm', 'threads']);
  const events = given.integer('events', 200_000, 0);
  const rounds = given.integer('rounds', 3, 1);
  const seconds = given.integer('seconds', 10, 0);
  const warm = given.integer('warm', 30, 0);
  const rate = given.integer('rate', 0, 0);
  const threads = given.integer('threads', Math.min(4, availableParallelism()), 1);
  const simulator = {
    stations: given.integer('stations', 1000, 1),
    rate: 1000,
    seed: given.integer('seed', 1, 0),
    outOfOrder: 0.01,
    duplicates: 0.001,
  };
  const programs = chosen(given.only);
  const rates = rate > 0 ? [rate] : RATES;
  await using servers = await startServers();
  const course = { servers, threads };
  const rows: ThroughputRow[] = [];
  if (events > 0) {
    const file = await inputFile(events, simulator);
    rows.push(...(await throughput(programs, rounds, { ...course, file })));
  }
  const latencies: LatencyRow[] = [];
  if (seconds > 0) {
    const most = rates.reduce((sum, each) => sum + each * (warm + seconds + SPARE_SECONDS), 0);
    const file = await inputFile(most, simulator);
    // Those named, or all on the layout that a customer would have.
    const timed = programs.filter(({ shape }) => given.only !== undefined || (shape.keyed && shape.partitions > 1));
    for (const [i, program] of timed.entries()) {
      latencies.push(
        ...(await runLatency(program, `late${process.pid}x${i}`, { rates, seconds, warm }, { ...course, file })),
      );
    }
  }
  const options = { events, rounds, rates, seconds, warm, threads, ...simulator };
  await report({ bench: 'jetstream', options, rows: [...rows, ...latencies] }, given, () => {
    return [rows.length > 0 ? throughputTable(rows) : '', latencies.length > 0 ? latencyTable(latencies) : '']
      .filter((text) => text !== '')
      .join('\n\n');
  });
}

/** Rounds in turn: in each one every program once, those of one layout on the same stream. */
async function throughput(programs: readonly Program[], rounds: number, course: Course): Promise<ThroughputRow[]> {
  const layouts = [...Map.groupBy(programs, ({ shape }) => shape).entries()];
  const runs = new Map<Program, Run[]>(programs.map((program) => [program, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [i, [shape, own]] of layouts.entries()) {
      const measured = await runRound(own, shape, `bench${process.pid}x${round}x${i}`, course);
      for (const [at, run] of measured.entries()) runs.get(own[at] as Program)?.push(run);
    }
  }
  return programs.map((program) => throughputRow(program, runs.get(program) ?? []));
}
