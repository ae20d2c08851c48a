import { messageOf } from '../base/errors.ts';
import type { LogSink } from '../base/log-sink.ts';
import { type RunningTask, type ThreadPool, tell } from './pool.ts';
import type { SimulationSpec } from './simulation-task.ts';

/** A tenant's simulator as the main thread sees it. One that fails is left: it is nothing that a customer depends on. */
export class SimulationHandle {
  readonly #spec: SimulationSpec;
  readonly #pool: ThreadPool;
  readonly #log: LogSink;
  #task: RunningTask | undefined;
  #life: Promise<void> | undefined;

  constructor(spec: SimulationSpec, pool: ThreadPool, log: LogSink) {
    this.#spec = spec;
    this.#pool = pool;
    this.#log = log;
  }

  start(): void {
    if (this.#life !== undefined) return;
    this.#task = this.#pool.runSimulation(this.#spec, (message) => {
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
    if (this.#task !== undefined) tell(this.#task.port, { type: 'stop' });
    await this.#life;
  }
}
