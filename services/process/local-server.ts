import { setTimeout as delay } from 'node:timers/promises';
import { failed } from '../errors.ts';
import { isFree } from './free-port.ts';
import { type Launch, launch } from './launch.ts';
import { isRunning } from './process-table.ts';
import { runningServer, writeServerFile } from './server-file.ts';

const PATIENCE_MILLISECONDS = 60_000;
/** How long a port may stay taken by a process that has ended. */
const PORT_MILLISECONDS = 5000;

/** A server of this machine in a process of its own, which outlives this one. */
export abstract class LocalServer {
  /** On the loopback address. */
  readonly port: number;
  readonly folder: string;
  readonly #launch: Launch;
  #pid: number;

  /** @param pid of the process that runs, or 0 when none was started yet. */
  protected constructor(launch: Launch, port: number, pid: number) {
    this.folder = launch.folder;
    this.port = port;
    this.#launch = launch;
    this.#pid = pid;
  }

  get pid(): number {
    return this.#pid;
  }

  get isRunning(): boolean {
    return isRunning(this.#pid, this.folder);
  }

  /** Whether it takes clients now. */
  async accepts(): Promise<boolean> {
    return this.isRunning && (await this.#launch.accepts());
  }

  /** Starts it on its folder and port; resolves when it takes clients. Throws `service-failed`, also when it runs. */
  async launch(): Promise<void> {
    const other = runningServer(this.folder);
    if (other !== undefined)
      throw failed(`${this.#launch.name} runs already as process ${other.pid}`, this.folder, 'stop that one first');
    await this.#portFree();
    this.#pid = await launch(this.#launch);
    writeServerFile(this.folder, { pid: this.#pid, port: this.port });
  }

  /** Ends it as kill -9 does. Resolves when it has ended. */
  async kill(): Promise<void> {
    this.#signal('SIGKILL');
    await this.#ended();
  }

  /** Halts it: connections stay and nothing is answered. */
  pause(): void {
    this.#signal('SIGSTOP');
  }

  /** Lets it go on after {@link pause}. */
  resume(): void {
    this.#signal('SIGCONT');
  }

  /** Starts it again on the same folder and port, after a kill or a stop; one that runs is stopped first. */
  async restart(): Promise<void> {
    await this.stop();
    await this.launch();
  }

  /** Lets it end in its own time, and ends it when that is too long. One that doesn't run is no error. */
  async stop(): Promise<void> {
    this.#signal('SIGCONT');
    this.#signal('SIGTERM');
    if (!(await this.#ended())) await this.kill();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }

  #signal(signal: NodeJS.Signals): void {
    // By id, and only while that process is still this server.
    if (this.isRunning) process.kill(this.#pid, signal);
  }

  /** A process that was killed gives its name up before its port. One that stays taken is the server's to complain of. */
  async #portFree(): Promise<void> {
    const end = performance.now() + PORT_MILLISECONDS;
    while (!(await isFree(this.port)) && performance.now() < end) await delay(10);
  }

  async #ended(): Promise<boolean> {
    const end = performance.now() + PATIENCE_MILLISECONDS;
    while (this.isRunning && performance.now() < end) await delay(10);
    return !this.isRunning;
  }
}
