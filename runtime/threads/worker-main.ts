import type { MessagePort } from 'node:worker_threads';
import { PartitionTask } from './partition-task.ts';
import type { PartitionSpec } from './protocol.ts';
import { type SimulationSpec, SimulationTask } from './simulation-task.ts';

// The composition root of a worker thread: what the pool may run there. Each task is given a port to be spoken to.

export async function runPartition({ spec, port }: { spec: PartitionSpec; port: MessagePort }): Promise<void> {
  await new PartitionTask(spec, port).run();
}

export async function runSimulation({ spec, port }: { spec: SimulationSpec; port: MessagePort }): Promise<void> {
  await new SimulationTask(spec, port).run();
}
