import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readRuntimeInfo } from '../../../connectors/sqlite/folder-lock.ts';
import { binary } from './millrace.ts';
import { until } from './until.ts';

/** A real `millrace start` in a process of its own. */
export class RuntimeProcess implements Disposable {
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #closed: Promise<unknown>;
  #output = '';

  /** @param folder the data folder that the configuration names. */
  constructor(config: string, folder: string, args: readonly string[] = []) {
    this.#folder = folder;
    this.#child = spawn(process.execPath, [binary, 'start', config, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#closed = once(this.#child, 'close');
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output += text;
      });
    }
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** What it has printed, on both streams. */
  get output(): string {
    return this.#output;
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** Resolves with the address of its API once every partition takes input; rejects when it ends before. */
  async ready(): Promise<string> {
    return await until('the runtime is ready', async () => {
      if (this.hasEnded) throw new Error(`the runtime has ended:\n${this.#output}`);
      const info = readRuntimeInfo(this.#folder);
      if (info?.pid !== this.pid || info.api === null) return undefined;
      const answer = await fetch(`${info.api}/readyz`).catch(() => undefined);
      return answer?.ok ? info.api : undefined;
    });
  }

  /** Resolves with the answer of its API. */
  async get<T>(path: string): Promise<T> {
    const answer = await fetch((await this.ready()) + path);
    return (await answer.json()) as T;
  }

  /** Resolves with its exit code, once it has ended. */
  async signal(signal: NodeJS.Signals): Promise<number | null> {
    this.#child.kill(signal);
    await this.#closed;
    return this.#child.exitCode;
  }

  async ended(): Promise<number | null> {
    await this.#closed;
    return this.#child.exitCode;
  }

  /** Leaves no process behind, whatever became of the test. */
  [Symbol.dispose](): void {
    if (!this.hasEnded) this.#child.kill('SIGKILL');
  }
}
