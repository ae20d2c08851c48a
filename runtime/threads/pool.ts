import { fileURLToPath } from 'node:url';
import { MessageChannel, type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { Piscina } from 'piscina';

/** Long-lived tasks a thread may hold: more than it could ever do justice to. */
const TASKS_PER_THREAD = 10_000;

/** What runs in a worker thread, spoken to by messages of type `To`. */
export interface RunningTask<To> {
  tell(message: To, transfer?: readonly ArrayBuffer[]): void;
  /** Resolves when the task returns; rejects when it throws or its thread dies. */
  readonly ended: Promise<void>;
}

/** The worker threads, owned by piscina. What runs there is one long-lived task each; a thread that dies is replaced. */
export class ThreadPool {
  readonly #pool: Piscina;

  /**
   * @param threads how many, kept from start to close.
   * @param entry the module of the workers. Each function it exports is a task, given `{ spec, port }`.
   */
  constructor(threads: number, entry: URL) {
    this.#pool = new Piscina({
      filename: fileURLToPath(entry),
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
    // A thread that dies with a task on it fails that task. One without any is replaced, and nobody misses it; an error that
    // nobody listens to would end the process.
    this.#pool.on('error', () => undefined);
  }

  /** Starts a task: a function that the workers' module exports. */
  start<To, From>(name: string, spec: unknown, receive: (message: From) => void): RunningTask<To> {
    const { port1, port2 } = new MessageChannel();
    port1.on('message', receive);
    const run = this.#pool.run({ spec, port: port2 }, { name, transferList: [port2] });
    const ended = run
      .then(() => undefined)
      .finally(() => {
        receiveAll(port1, receive);
        port1.close();
      });
    return { tell: (message, transfer = []) => port1.postMessage(message, transfer), ended };
  }

  /** To be called when every task has ended; ends those that have not. */
  async close(): Promise<void> {
    await this.#pool.destroy();
  }
}

/** What a task said last comes by another port than the news of its end, and must not be overtaken by it. */
function receiveAll<From>(port: MessagePort, receive: (message: From) => void): void {
  for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) {
    receive(next.message as From);
  }
}
