import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readRuntimeInfo } from '../../../connectors/sqlite/folder-lock.ts';
import type { PartitionRow } from '../../../runtime/control/runtime-control.ts';
import { binary } from './millrace.ts';
import { until } from './until.ts';

/** Where a runtime's API is found: by what its data folder says, or at an address that the process is told to listen on. */
export type RuntimePlace = string | { readonly listen: string; readonly env?: NodeJS.ProcessEnv };

/** A real `millrace start` in a process of its own. */
export class RuntimeProcess implements Disposable {
  readonly #child: ChildProcess;
  readonly #where: RuntimePlace;
  readonly #closed: Promise<unknown>;
  #output = '';

  /** @param where the data folder that the configuration names, or where it is to listen (its MILLRACE_LISTEN). */
  constructor(config: string, where: RuntimePlace, args: readonly string[] = []) {
    this.#where = where;
    this.#child = spawn(process.execPath, [binary, 'start', config, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...(typeof where === 'object' && { MILLRACE_LISTEN: where.listen, ...where.env }) },
    });
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

  /** Resolves with the address of its API once every partition that should run takes input, or is quarantined; rejects when it ends before. */
  async ready(): Promise<string> {
    return await until(
      () => `the runtime is ready:\n${this.#output}`,
      async () => {
        const api = this.#api();
        return (await isOk(api, '/readyz')) && (await takesAll(api)) ? api : undefined;
      },
    );
  }

  /** Resolves with the address of its API once that answers, whatever its partitions do; rejects when it ends before. */
  async listening(): Promise<string> {
    return await until('the runtime listens', async () => {
      const api = this.#api();
      return (await isOk(api, '/healthz')) ? api : undefined;
    });
  }

  /** Resolves with the answer of its API. @param ready whether to wait until every partition takes input. */
  async get<T>(path: string, ready = true): Promise<T> {
    const answer = await fetch((await (ready ? this.ready() : this.listening())) + path);
    return (await answer.json()) as T;
  }

  /** Halts it, or lets it go on (`SIGSTOP`, `SIGCONT`). */
  halt(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#child.kill(signal);
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

  /** Where its API is; undefined as long as that is not known, and when it has ended. */
  get address(): string | undefined {
    return this.hasEnded ? undefined : this.#api();
  }

  /** Undefined as long as it is not known. @throws when the process has ended. */
  #api(): string | undefined {
    if (this.hasEnded) throw new Error(`the runtime has ended:\n${this.#output}`);
    if (typeof this.#where === 'object') return `http://${this.#where.listen}`;
    const info = readRuntimeInfo(this.#where);
    return info?.pid === this.pid && info.api !== null ? info.api : undefined;
  }

  /** Leaves no process behind, whatever became of the test. */
  [Symbol.dispose](): void {
    if (!this.hasEnded) this.#child.kill('SIGKILL');
  }
}

async function isOk(api: string | undefined, path: string): Promise<boolean> {
  if (api === undefined) return false;
  const answer = await fetch(api + path).catch(() => undefined);
  return answer?.ok === true;
}

/** One partition that runs is enough to be ready. */
async function takesAll(api: string | undefined): Promise<boolean> {
  const answer = await fetch(`${api}/v1/partitions`).catch(() => undefined);
  const rows = ((await answer?.json()) ?? []) as readonly PartitionRow[];
  return rows.every(({ phase }) => ['running', 'quarantined', 'stopped'].includes(phase));
}
