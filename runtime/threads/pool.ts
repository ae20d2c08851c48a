import { fileURLToPath } from 'node:url';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { Piscina } from 'piscina';
import type { FromTask, PartitionSpec, ToTask } from './protocol.ts';
import type { SimulationSpec } from './simulation-task.ts';

/** Long-lived tasks a thread may hold: more than it could ever do justice to. */
const TASKS_PER_THREAD = 10_000;

/** What runs in a worker thread: its port, and its end. */
export interface RunningTask {
  readonly port: MessagePort;
  /** Resolves when the task returns; rejects when its thread dies. */
  readonly ended: Promise<void>;
}

/** The worker threads, owned by piscina. A running partition is one long-lived task; a thread that dies is replaced. */
export class ThreadPool {
  readonly #pool: Piscina;

  /** @param threads how many, kept from start to close. */
  constructor(threads: number) {
    this.#pool = new Piscina({
      filename: fileURLToPath(new URL('./worker-main.ts', import.meta.url)),
      minThreads: threads,
      maxThreads: threads,
      concurrentTasksPerWorker: TASKS_PER_THREAD,
      idleTimeout: Number.POSITIVE_INFINITY,
      // A thread that waits for tasks must go on with those it has.
      atomics: 'disabled',
      // Tasks wait until every thread is there, so that they spread evenly.
      loadBalancer: (_task, workers) => {
        const ready = [...workers];
        if (ready.length < threads) return null;
        return ready.reduce((least, worker) => (worker.currentUsage < least.currentUsage ? worker : least));
      },
    });
  }

  runPartition(spec: PartitionSpec, receive: (message: FromTask) => void): RunningTask {
    return this.#run('runPartition', spec, receive);
  }

  runSimulation(spec: SimulationSpec, receive: (message: FromTask) => void): RunningTask {
    return this.#run('runSimulation', spec, receive);
  }

  /** To be called when every task has ended. */
  async close(): Promise<void> {
    await this.#pool.destroy();
  }

  #run(name: string, spec: unknown, receive: (message: FromTask) => void): RunningTask {
    const { port1, port2 } = new MessageChannel();
    port1.on('message', receive);
    const run = this.#pool.run({ spec, port: port2 }, { name, transferList: [port2] });
    const ended = run.then(() => undefined).finally(() => port1.close());
    return { port: port1, ended };
  }
}

export function tell(port: MessagePort, message: ToTask): void {
  port.postMessage(message);
}
