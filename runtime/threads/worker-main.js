import { enableCompileCache, flushCompileCache } from 'node:module';

// The composition root of a worker thread: what the pool may run there. Each task is given a port to be spoken to.
// Plain JavaScript, so that what follows comes out of the compile cache and no types have to be stripped; the main thread's
// cache doesn't reach here, and a worker that is ended keeps what it has not written.
enableCompileCache();
const { PartitionTask } = await import('./partition-task.ts');
const { SimulationTask } = await import('./simulation-task.ts');
flushCompileCache();

/** @param {{ spec: import('./protocol.ts').PartitionSpec, port: import('node:worker_threads').MessagePort }} task */
export async function runPartition({ spec, port }) {
  await new PartitionTask(spec, port).run();
}

/** @param {{ spec: import('./simulation-task.ts').SimulationSpec, port: import('node:worker_threads').MessagePort }} task */
export async function runSimulation({ spec, port }) {
  await new SimulationTask(spec, port).run();
}
