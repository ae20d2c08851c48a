import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { MillraceError } from '../../runtime/base/errors.ts';
import type { Command } from './measure.ts';

/** A program that runs until it is told to end. */
export class Child implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;
  readonly #command: readonly string[];
  readonly #ended = new AbortController();
  #output = '';

  constructor({ program = process.execPath, args }: Command) {
    this.#command = [program, ...args];
    this.#child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#closed = once(this.#child, 'close').finally(() => this.#ended.abort(this.#failure()));
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output = (this.#output + text).slice(-4000);
      });
    }
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Aborts when it has ended, with a `bench-failed`. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  /** Throws `bench-failed` when it has ended. */
  check(): void {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) throw this.#failure();
  }

  /** Lets it end by itself. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGTERM');
    await this.#closed;
  }

  #failure(): MillraceError {
    return new MillraceError('bench-failed', {
      what: `the program has ended: ${this.#output.trim()}`,
      where: this.#command.join(' '),
      fix: 'run it by hand to see why',
    });
  }
}
