import { messageOf } from '../base/errors.ts';
import type { LogSink } from '../base/log-sink.ts';
import type { RunningTask, ThreadPool } from './pool.ts';
import type { FromTask, ToTask } from './protocol.ts';
import type { SimulationSpec } from './simulation-task.ts';

/** A tenant's simulator as the main thread sees it. One that fails is left: it is nothing that a customer depends on. */
export class SimulationHandle {
  readonly #spec: SimulationSpec;
  readonly #pool: ThreadPool;
  readonly #log: LogSink;
  #task: RunningTask<ToTask> | undefined;
  #life: Promise<void> | undefined;

  constructor(spec: SimulationSpec, pool: ThreadPool, log: LogSink) {
    this.#spec = spec;
    this.#pool = pool;
    this.#log = log;
  }

  start(): void {
    if (this.#life !== undefined) return;
    this.#task = this.#pool.start('runSimulation', this.#spec, (message: FromTask) => {
      if (message.type === 'log') this.#log(message.level, message.message, message.fields);
    });
    this.#life = this.#task.ended
      .catch((thrown: unknown) => {
        this.#log('error', `the simulator has ended: ${messageOf(thrown)}`, { tenant: this.#spec.tenant });
      })
      .finally(() => {
        this.#life = undefined;
        this.#task = undefined;
      });
  }

  async stop(): Promise<void> {
    if (this.#task !== undefined) this.#task.tell({ type: 'stop' });
    await this.#life;
  }
}
