import { setTimeout as delay } from 'node:timers/promises';
import { loadConfig } from '../../config/load.ts';
import { MillraceError } from '../../runtime/base/errors.ts';
import type { RuntimeClient } from '../../runtime/control/client.ts';
import { connectRuntime } from '../../runtime/control/find-runtime.ts';
import { openProducer } from '../../runtime/index.ts';
import { BenchRuntime } from '../support/bench-runtime.ts';
import type { Neighbour } from './neighbours.ts';
import { QUIET, QuietCustomer } from './quiet.ts';

const NEIGHBOUR = 'neighbour';
const LINES_AT_ONCE = 10_000;
const LOOK_EVERY_MILLISECONDS = 20;

/** Of one run: how much each is sent. */
export interface FairnessShape {
  /** Lines of the quiet tenant's backlog. */
  readonly lines: number;
  /** Lines that it sends one by one. */
  readonly singles: number;
  /** Lines of the neighbour's backlog for each round, were it as fast as the quiet one. */
  readonly backlog: number;
  readonly rounds: number;
}

/** What the quiet tenant took. */
export interface QuietFigures {
  /** Seconds for its backlog. */
  readonly seconds: number;
  /** Milliseconds of each single line. */
  readonly responses: readonly number[];
}

/** One round: alone, and right after that beside the neighbour. */
export interface Pair {
  readonly alone: QuietFigures;
  readonly beside: QuietFigures;
}

/**
 * Measures the quiet tenant alone and beside a neighbour that has a backlog all the time, both on one thread, a round after the
 * other in one runtime. Throws `bench-failed`, also when the neighbour had nothing left to do.
 */
export async function measurePairs(neighbour: Neighbour, shape: FairnessShape): Promise<readonly Pair[]> {
  const { partitions, analytics, modules = {}, pace, line } = neighbour;
  const tenants = [QUIET, { id: NEIGHBOUR, partitions, analytics }];
  await using runtime = await BenchRuntime.start({ threads: 1, tenants, modules });
  await using customer = await QuietCustomer.open(runtime.config);
  const client = await connectRuntime(loadConfig(runtime.config));
  await client.stopTenant(NEIGHBOUR);
  await fill(runtime.config, Math.ceil(shape.backlog * pace) * shape.rounds, line);
  // Code that has never run yet is slow.
  await figuresOf(customer, shape);
  const pairs: Pair[] = [];
  for (let round = 0; round < shape.rounds; round++) {
    const alone = await figuresOf(customer, shape);
    await client.startTenant(NEIGHBOUR);
    await untilBusy(client);
    const beside = await figuresOf(customer, shape);
    await checkBusy(client, neighbour.name);
    await client.stopTenant(NEIGHBOUR);
    runtime.check();
    pairs.push({ alone, beside });
  }
  return pairs;
}

async function figuresOf(customer: QuietCustomer, { lines, singles }: FairnessShape): Promise<QuietFigures> {
  const seconds = await customer.backlog(lines);
  return { seconds, responses: await customer.responses(singles) };
}

async function fill(config: string, count: number, line: (i: number) => string): Promise<void> {
  const producer = await openProducer(config, NEIGHBOUR);
  try {
    for (let first = 0; first < count; first += LINES_AT_ONCE) {
      const length = Math.min(LINES_AT_ONCE, count - first);
      await producer.send(Array.from({ length }, (_, i) => line(first + i)));
    }
  } finally {
    await producer.close();
  }
}

async function untilBusy(client: RuntimeClient): Promise<void> {
  for (;;) {
    const rows = await client.partitions(NEIGHBOUR);
    if (rows.every(({ phase, lag }) => phase === 'running' && lag > 0)) return;
    await delay(LOOK_EVERY_MILLISECONDS);
  }
}

async function checkBusy(client: RuntimeClient, name: string): Promise<void> {
  const rows = await client.partitions(NEIGHBOUR);
  if (rows.every(({ lag }) => lag > 0)) return;
  throw new MillraceError('bench-failed', {
    what: 'it had taken all its lines before the quiet tenant was measured',
    where: `the neighbour ${name}`,
    fix: 'give it more with --backlog',
  });
}
