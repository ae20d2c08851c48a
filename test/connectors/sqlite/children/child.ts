import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const running = new Set<Child>();

/** Ends what a failed test has left running. */
export async function killChildren(): Promise<void> {
  for (const child of [...running]) await child.kill();
}

/** A script of this folder as a process of its own; what it prints comes line by line. */
export class Child {
  readonly process: ChildProcess;
  readonly lines: string[] = [];
  readonly #exited: Promise<unknown>;
  readonly #printed: EventTarget = new EventTarget();
  #errors = '';

  constructor(script: string, ...args: string[]) {
    const path = fileURLToPath(new URL(script, import.meta.url));
    this.process = spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    running.add(this);
    this.#exited = once(this.process, 'close').finally(() => running.delete(this));
    this.process.stderr?.on('data', (chunk) => {
      this.#errors += chunk;
    });
    const lines = createInterface({ input: this.process.stdout as NodeJS.ReadableStream });
    lines.on('line', (line) => {
      this.lines.push(line);
      this.#printed.dispatchEvent(new Event('line'));
    });
  }

  /** Resolves once it has printed so many lines; rejects when it ends before. */
  async printed(count: number): Promise<void> {
    const ended = this.#exited.then(() => true);
    while (this.lines.length < count) {
      const more = once(this.#printed, 'line').then(() => false);
      if (await Promise.race([more, ended])) {
        if (this.lines.length >= count) return;
        throw new Error(`the child ended early: ${this.#errors}`);
      }
    }
  }

  /** SIGKILL; resolves when the process is gone and all it printed is here. */
  async kill(): Promise<void> {
    this.process.kill('SIGKILL');
    await this.#exited;
  }

  /** Resolves when it has ended by itself; rejects when it failed. */
  async ended(): Promise<void> {
    await this.#exited;
    if (this.process.exitCode !== 0) throw new Error(`the child failed: ${this.#errors}`);
  }
}
