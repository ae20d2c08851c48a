import { enableCompileCache } from 'node:module';
import type { MessagePort } from 'node:worker_threads';
import type { PartitionSpec } from './protocol.ts';
import type { SimulationSpec } from './simulation-task.ts';

// The composition root of a worker thread: what the pool may run there. Each task is given a port to be spoken to.
// The main thread's compile cache doesn't reach here.
enableCompileCache();
const { PartitionTask } = await import('./partition-task.ts');
const { SimulationTask } = await import('./simulation-task.ts');

export async function runPartition({ spec, port }: { spec: PartitionSpec; port: MessagePort }): Promise<void> {
  await new PartitionTask(spec, port).run();
}

export async function runSimulation({ spec, port }: { spec: SimulationSpec; port: MessagePort }): Promise<void> {
  await new SimulationTask(spec, port).run();
}
