import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { outputOf } from '../../services/fetching/tools.ts';
import { freePort, isFree } from '../../services/process/free-port.ts';
import { Child } from '../support/child.ts';
import { type Compiled, compiled } from '../support/java-job.ts';

/** A Kafka broker of one node, and the jobs that run on it. */
export interface Broker extends AsyncDisposable {
  /** `host:port`. */
  readonly address: string;
  readonly pid: number;
  readonly job: Compiled;
  /** For what else is written; gone with the servers of the bench. */
  readonly folder: string;
}

/** Starts one below a folder, on loopback, at its defaults but for what a lone node needs. @throws service-unavailable, bench-failed. */
export async function startBroker(folder: string): Promise<Broker> {
  const job = await compiled({ name: 'kafka-4.3.1', folder: new URL('../peers/kafka/', import.meta.url) });
  const own = join(folder, 'kafka');
  mkdirSync(own, { recursive: true });
  const [port, controller] = [await freePort(), await freePort()];
  const address = `127.0.0.1:${port}`;
  const file = join(own, 'server.properties');
  writeFileSync(file, properties(address, `127.0.0.1:${controller}`, join(own, 'logs')));
  const kafka = ['-cp', job.path];
  const cluster = randomBytes(16).toString('base64url');
  await outputOf(job.java, [...kafka, 'kafka.tools.StorageTool', 'format', '-t', cluster, '-c', file]);
  // The heap that Kafka's own start script gives it.
  const child = new Child({ program: job.java, args: ['-Xms1G', '-Xmx1G', ...kafka, 'kafka.Kafka', file] });
  while (await isFree(port)) {
    child.check();
    await delay(50);
  }
  return {
    address,
    pid: child.pid,
    job,
    folder: own,
    [Symbol.asyncDispose]: async () => await child[Symbol.asyncDispose](),
  };
}

function properties(address: string, controller: string, logs: string): string {
  const lines = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@${controller}`,
    listeners: `PLAINTEXT://${address},CONTROLLER://${controller}`,
    'advertised.listeners': `PLAINTEXT://${address}`,
    'controller.listener.names': 'CONTROLLER',
    'log.dirs': logs,
    'offsets.topic.replication.factor': 1,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'group.initial.rebalance.delay.ms': 0,
  };
  return Object.entries(lines)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}
