import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type LatencyRow, runLatency } from '../jetstream/latency.ts';
import { chosen, type Program } from '../jetstream/programs.ts';
import { type Servers, startServers } from '../jetstream/servers.ts';
import { type ThroughputRow, throughputRow } from '../jetstream/tables.ts';
import { type Run, runRound } from '../jetstream/throughput.ts';
import { readArguments } from '../support/arguments.ts';
import { benchFolder, inputFile } from '../support/input-file.ts';
import { report } from '../support/report.ts';
import { loadStreams, type Rate, runStreams } from './streams-run.ts';
import { type KafkaLatency, latencyTable, throughputTable } from './tables.ts';

const PARTITIONS = [1, 4];
/** A file has events for more seconds than are sent: the first ones awaken the program. */
const SPARE_SECONDS = 2;

/**
 * `npm run bench -- kafka`: Millrace on NATS JetStream and Kafka Streams on Kafka, both exactly once: events a second from a filled
 * input, then latencies at a fixed rate. Throws `usage`, `bench-failed`, `service-unavailable`.
 */
export async function kafkaBench(args: readonly string[]): Promise<void> {
  const given = readArguments(args, ['events', 'stations', 'seed', 'rounds', 'rate', 'seconds', 'warm', 'threads']);
  const events = given.integer('events', 200_000, 0);
  const rounds = given.integer('rounds', 3, 1);
  const seconds = given.integer('seconds', 10, 0);
  const warm = given.integer('warm', 30, 0);
  const rate = given.integer('rate', 1000, 1);
  const threads = given.integer('threads', Math.min(4, availableParallelism()), 1);
  const stations = given.integer('stations', 1000, 1);
  const simulator = { stations, rate: 1000, seed: given.integer('seed', 1, 0), outOfOrder: 0.01, duplicates: 0.001 };
  const rows: ThroughputRow[] = [];
  const latencies: KafkaLatency[] = [];
  if (events > 0) rows.push(...(await throughput(await inputFile(events, simulator), { events, rounds, threads })));
  if (seconds > 0) {
    const file = await inputFile(rate * (warm + seconds + SPARE_SECONDS), simulator);
    for (const partitions of PARTITIONS)
      latencies.push(...(await latency(file, partitions, { rate, seconds, warm, threads })));
  }
  const options = { ...simulator, events, rounds, rate, seconds, warm, threads };
  await report({ bench: 'kafka', options, rows: [...rows, ...latencies] }, given, () =>
    [rows.length > 0 ? throughputTable(rows) : '', latencies.length > 0 ? latencyTable(latencies) : '']
      .filter((text) => text !== '')
      .join('\n\n'),
  );
}

/** Rounds in turn, in each both systems with both layouts. Neither's servers run while the other is measured. */
async function throughput(
  file: string,
  { events, rounds, threads }: { readonly events: number; readonly rounds: number; readonly threads: number },
): Promise<ThroughputRow[]> {
  const runs = new Map<string, Run[]>();
  const note = (name: string, run: Run): void => void runs.set(name, [...(runs.get(name) ?? []), run]);
  for (let round = 0; round < rounds; round++) {
    for (const partitions of PARTITIONS) {
      const program = millrace(partitions);
      await using servers = await startServers();
      const course = { servers, file, threads };
      for (const run of await runRound([program], program.shape, `kafka${round}x${partitions}`, course))
        note(program.name, run);
    }
    for (const partitions of PARTITIONS) {
      using folder = temporary();
      const shape = { partitions, threads: Math.min(threads, partitions), folder: folder.path };
      note(`kafka-streams-${partitions}`, await runStreams(shape, file, events));
    }
  }
  return [...runs].map(([name, own]) => throughputRow({ name }, own));
}

async function latency(
  file: string,
  partitions: number,
  { rate, seconds, warm, threads }: Rate & { readonly threads: number },
): Promise<KafkaLatency[]> {
  let own: LatencyRow[];
  {
    await using servers: Servers = await startServers();
    own = await runLatency(
      millrace(partitions),
      `late${partitions}`,
      { rates: [rate], seconds, warm },
      { servers, file, threads },
    );
  }
  using folder = temporary();
  const shape = { partitions, threads: Math.min(threads, partitions), folder: folder.path };
  const others = (await loadStreams(shape, file, { rate, seconds, warm })) as unknown as Omit<
    KafkaLatency,
    'program' | 'rate'
  >;
  return [...own, { program: `kafka-streams-${partitions}`, rate, ...others }];
}

function millrace(partitions: number): Program {
  return chosen([`millrace-${partitions}`])[0] as Program;
}

function temporary(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(benchFolder, 'kafka-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}
