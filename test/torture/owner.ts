import type { RuntimePlace } from '../support/process/runtime-process.ts';
import { RuntimeProcess } from '../support/process/runtime-process.ts';

/** An owner that is started again whenever it was killed: a real `millrace start`, one process after the other. */
export class Owner {
  readonly #config: string;
  readonly #place: () => Promise<RuntimePlace>;
  #process: RuntimeProcess | undefined;
  #starts = 0;

  constructor(config: string, place: () => Promise<RuntimePlace>) {
    this.#config = config;
    this.#place = place;
  }

  /** Processes so far. */
  get starts(): number {
    return this.#starts;
  }

  get process(): RuntimeProcess {
    if (this.#process === undefined) throw new Error('the owner was not started');
    return this.#process;
  }

  async start(): Promise<void> {
    this.#starts++;
    this.#process = new RuntimeProcess(this.#config, await this.#place());
  }

  /** @throws when the process has ended by itself. */
  check(): void {
    if (this.process.hasEnded) throw new Error(`an owner has ended by itself:\n${this.process.output}`);
  }

  async kill(): Promise<void> {
    await this.process.signal('SIGKILL');
  }

  /** @throws when it doesn't end as it should. */
  async drain(): Promise<void> {
    const code = await this.process.signal('SIGTERM');
    if (code !== 0) throw new Error(`an owner has ended with ${code}:\n${this.process.output}`);
  }

  [Symbol.dispose](): void {
    this.#process?.[Symbol.dispose]();
  }
}
