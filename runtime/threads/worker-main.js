import { enableCompileCache, flushCompileCache } from 'node:module';
import { parentPort, threadId } from 'node:worker_threads';

// The composition root of a worker thread: what the pool may run there. Each task is given a port to be spoken to.
// Plain JavaScript, so that what follows comes out of the compile cache and no types have to be stripped; the main thread's
// cache doesn't reach here, and a worker that is ended keeps what it has not written.
enableCompileCache();
const { Heart } = await import('./heart.ts');
const { PartitionTask } = await import('./partition-task.ts');
const { ReportTask } = await import('./report-task.ts');
const { SimulationTask } = await import('./simulation-task.ts');
const { Strays } = await import('./strays.ts');
flushCompileCache();

const strays = new Strays();
process.on('unhandledRejection', strays.caught);
process.on('uncaughtException', strays.caught);

const heart = new Heart();
heart.start();
parentPort?.postMessage({ type: 'heart', thread: threadId, memory: heart.memory });

/** @param {{ spec: import('./protocol.ts').PartitionSpec, port: import('node:worker_threads').MessagePort, number: number }} task */
export async function runPartition({ spec, port, number }) {
  const task = new PartitionTask(spec, port, heart.turnsOf(number, spec.tenant));
  await strays.during(task, () => task.run());
}

/** @param {{ spec: import('./simulation-task.ts').SimulationSpec, port: import('node:worker_threads').MessagePort }} task */
export async function runSimulation({ spec, port }) {
  await new SimulationTask(spec, port).run();
}

/** @param {{ spec: import('./report-task.ts').ReportSpec, port: import('node:worker_threads').MessagePort }} task */
export async function runReport({ spec, port }) {
  await new ReportTask(spec, port).run();
}
