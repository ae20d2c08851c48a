import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { MillraceError } from '../../runtime/base/errors.ts';
import type { Run } from '../jetstream/throughput.ts';
import { Child } from '../support/child.ts';
import { type Measurement, measure } from '../support/measure.ts';
import { processSeconds } from '../support/process-time.ts';
import { type Broker, startBroker } from './broker.ts';
import { checkResults } from './check.ts';

/** What Kafka Streams is run with. */
export interface StreamsShape {
  /** Of the topics. */
  readonly partitions: number;
  readonly threads: number;
  /** For the broker and the state; emptied by nobody but its owner. */
  readonly folder: string;
}

/** A load: events a second, for so many seconds, after those that warm the system up. */
export interface Rate {
  readonly rate: number;
  readonly seconds: number;
  readonly warm: number;
}

/** Events a second of Kafka Streams from a filled topic, on a broker of its own. Throws `bench-failed` when results differ. */
export async function runStreams(shape: StreamsShape, file: string, events: number): Promise<Run> {
  await using broker = await startBroker(shape.folder);
  await customer(broker, ['fill', broker.address, String(shape.partitions), file]);
  let used: Pick<Run, 'programSeconds' | 'brokerSeconds'>;
  {
    await using app = streams(broker, shape);
    used = await untilQuiet(broker, app, events);
  }
  const output = join(broker.folder, 'results.ndjson');
  const { summary } = await customer(broker, ['collect', broker.address, output]);
  await checkResults(file, output);
  return { events, seconds: Number(summary.milliseconds) / 1000, ...used };
}

/** What a load at a fixed rate takes from each event to its result, in milliseconds. */
export async function loadStreams(
  shape: StreamsShape,
  file: string,
  { rate, seconds, warm }: Rate,
): Promise<Readonly<Record<string, number>>> {
  await using broker = await startBroker(shape.folder);
  await customer(broker, ['fill', broker.address, String(shape.partitions), '']);
  await using app = streams(broker, shape);
  const load = ['load', broker.address, file, String(rate), String(seconds), String(warm)];
  const { summary } = await customer(broker, load, app.ended);
  app.check();
  return summary as Record<string, number>;
}

function streams({ address, job, folder }: Broker, { threads }: StreamsShape): Child {
  const args = ['-cp', job.path, 'AlarmStreams', address, 'alarms', String(threads), join(folder, 'state')];
  return new Child({ program: job.java, args });
}

/** The other end runs to its end. */
async function customer({ job, folder }: Broker, args: readonly string[], stop?: AbortSignal): Promise<Measurement> {
  return await measure({ program: job.java, args: ['-cp', job.path, 'Customer', ...args] }, folder, stop);
}

/** Processor time from the first result to the last one. */
async function untilQuiet(
  broker: Broker,
  app: Child,
  events: number,
): Promise<Pick<Run, 'programSeconds' | 'brokerSeconds'>> {
  const used = () => ({ programSeconds: processSeconds(app.pid), brokerSeconds: processSeconds(broker.pid) });
  const args = ['-cp', broker.job.path, 'Customer', 'watch', broker.address, String(events)];
  const watch = spawn(broker.job.java, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const closed = once(watch, 'close');
  let [first, last] = [used(), used()];
  let said = '';
  for await (const line of createInterface({ input: watch.stdout })) {
    said = line;
    if (line === 'first') first = used();
    if (line === 'more') last = used();
  }
  await closed;
  app.check();
  if (said !== 'last') {
    const fix = 'give --events a smaller number';
    throw new MillraceError('bench-failed', { what: 'the results were not watched to their end', where: 'kafka', fix });
  }
  return {
    programSeconds: last.programSeconds - first.programSeconds,
    brokerSeconds: last.brokerSeconds - first.brokerSeconds,
  };
}
