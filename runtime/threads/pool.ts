import { fileURLToPath } from 'node:url';
import { MessageChannel, type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { limits } from '../base/limits.ts';
import { isHeartNews } from './heart.ts';
import { type SilentThread, Watchdog } from './watchdog.ts';

/** Long-lived tasks a thread may hold: more than it could ever do justice to. */
const TASKS_PER_THREAD = 10_000;

/** What runs in a worker thread, spoken to by messages of type `To`. */
export interface RunningTask<To> {
  /** Its own, from 1: it marks its turns with it. */
  readonly number: number;
  tell(message: To, transfer?: readonly ArrayBuffer[]): void;
  /** Resolves when the task returns; rejects when it throws or its thread dies. */
  readonly ended: Promise<void>;
}

/**
 * The worker threads, owned by piscina. What runs there is one long-lived task each; a thread that dies is replaced, and one that
 * has announced its heart and falls silent is ended.
 */
export class ThreadPool {
  readonly #pool: Piscina;
  readonly #watchdog = new Watchdog((found) => this.#end(found));
  readonly #silent: SilentThread[] = [];
  #tasks = 0;

  /**
   * @param threads how many, kept from start to close.
   * @param entry the module of the workers. Each function it exports is a task, given `{ spec, port, number }`.
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
    this.#pool.on('message', (message: unknown) => {
      if (isHeartNews(message)) this.#watchdog.watch(message.thread, message.memory);
    });
  }

  /** Starts a task: a function that the workers' module exports. */
  start<To, From>(name: string, spec: unknown, receive: (message: From) => void): RunningTask<To> {
    const { port1, port2 } = new MessageChannel();
    port1.on('message', receive);
    const number = ++this.#tasks;
    const run = this.#pool.run({ spec, port: port2, number }, { name, transferList: [port2] });
    const ended = run
      .then(() => undefined)
      .finally(() => {
        receiveAll(port1, receive);
        port1.close();
      });
    return { number, tell: (message, transfer = []) => port1.postMessage(message, transfer), ended };
  }

  /** The thread found silent that a task was lost with, by its own turn or beside another's; undefined: it was lost otherwise. */
  silenceOf(number: number, thread: number): SilentThread | undefined {
    return this.#silent.find((found) => found.task === number) ?? this.#silent.find((found) => found.thread === thread);
  }

  /** To be called when every task has ended; ends those that have not. */
  async close(): Promise<void> {
    this.#watchdog.close();
    await this.#pool.destroy();
  }

  /** Its tasks fail when it has ended, and piscina replaces it. */
  #end(found: SilentThread): void {
    this.#silent.push(found);
    if (this.#silent.length > limits.silentThreads) this.#silent.shift();
    const worker = this.#pool.threads.find(({ threadId }) => threadId === found.thread);
    void worker?.terminate();
  }
}

/** What a task said last comes by another port than the news of its end, and must not be overtaken by it. */
function receiveAll<From>(port: MessagePort, receive: (message: From) => void): void {
  for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) {
    receive(next.message as From);
  }
}
