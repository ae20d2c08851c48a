import { setTimeout as delay } from 'node:timers/promises';
import type { RuntimePlace } from '../support/process/runtime-process.ts';
import { RuntimeProcess } from '../support/process/runtime-process.ts';

/** A start that finds no broker or store ends by these; whoever supervises it starts it again. */
const AWAY = /broker-unavailable|store-unavailable|broker-refused/;
const RESTART_MILLISECONDS = 500;

/**
 * An owner as a supervisor keeps it: a real `millrace start`, one process after the other. It is started again when it was killed,
 * and by itself when its servers were away as it started.
 */
export class Owner {
  readonly #config: string;
  readonly #place: () => Promise<RuntimePlace>;
  #process: RuntimeProcess | undefined;
  #starts = 0;
  #isWanted = false;

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
    this.#isWanted = true;
    this.#process = new RuntimeProcess(this.#config, await this.#place());
    void this.#supervise(this.#process);
  }

  /** @throws when the process has ended by itself, and not for servers that were away. */
  check(): void {
    if (this.process.hasEnded && !AWAY.test(this.process.output))
      throw new Error(`an owner has ended by itself:\n${this.process.output}`);
  }

  async kill(): Promise<void> {
    this.#isWanted = false;
    await this.process.signal('SIGKILL');
  }

  /** @throws when it doesn't end as it should. */
  async drain(): Promise<void> {
    this.#isWanted = false;
    const code = await this.process.signal('SIGTERM');
    if (code !== 0) throw new Error(`an owner has ended with ${code}:\n${this.process.output}`);
  }

  [Symbol.dispose](): void {
    this.#isWanted = false;
    this.#process?.[Symbol.dispose]();
  }

  async #supervise(process: RuntimeProcess): Promise<void> {
    await process.ended();
    if (!this.#isWanted || this.#process !== process || !wasAway(process)) return;
    await delay(RESTART_MILLISECONDS);
    if (this.#isWanted && this.#process === process) await this.start();
  }
}

/** The reason of an end is the last that a process says. */
function wasAway({ output }: RuntimeProcess): boolean {
  return AWAY.test(output.trimEnd().split('\n').at(-1) as string);
}
