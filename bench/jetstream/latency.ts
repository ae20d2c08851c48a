import { fileURLToPath } from 'node:url';
import type { LatencyFigures } from '../peers/jetstream/latencies.ts';
import type { Load } from '../peers/jetstream/load.ts';
import { Child } from '../support/child.ts';
import { measure } from '../support/measure.ts';
import type { Program } from './programs.ts';
import { Streams } from './streams.ts';
import type { Course } from './throughput.ts';

const LOAD = fileURLToPath(new URL('../peers/jetstream/load.ts', import.meta.url));

/** What a program took at one rate. */
export interface LatencyRow extends LatencyFigures {
  readonly program: string;
  /** Events a second. */
  readonly rate: number;
}

/** Sends events to a program at fixed rates, one rate after the other, for so many seconds each, after those that warm it up. */
export async function runLatency(
  program: Program,
  tenant: string,
  { rates, seconds, warm }: Pick<Load, 'rates' | 'seconds' | 'warm'>,
  { servers, file, threads }: Course,
): Promise<LatencyRow[]> {
  const { partitions, keyed } = program.shape;
  await using _streams = await Streams.make(servers.nats, tenant, partitions);
  const job = { server: servers.nats, tenant, partitions, threads: Math.min(threads, partitions) };
  await using child = new Child({ args: program.args(job, servers) });
  const load: Load = { server: servers.nats, tenant, partitions, keyed, file, rates, seconds, warm };
  const { summary } = await measure({ args: [LOAD, JSON.stringify(load)] }, servers.folder, child.ended);
  child.check();
  const figures = summary.figures as (LatencyFigures & { rate: number })[];
  return figures.map((row) => ({ program: program.name, ...row }));
}
