import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { AlarmGenerator } from '../../../simulator/alarm-generator.ts';
import type { SimulatorOptions } from '../../../simulator/options.ts';
import { binary } from './millrace.ts';

/** A customer: a real `millrace send` in a process of its own, given lines bit by bit. */
export class Feeder implements Disposable {
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;
  readonly #generator: AlarmGenerator;
  #errors = '';
  #sent = 0;

  constructor(workplace: { readonly config: string }, tenant: string, options: Partial<SimulatorOptions>) {
    this.#generator = new AlarmGenerator(options);
    this.#child = spawn(process.execPath, [binary, 'send', tenant, '--config', workplace.config], {
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    this.#closed = once(this.#child, 'close');
    // Whoever waits for it sees that it has ended.
    this.#child.stdin?.on('error', () => undefined);
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#errors += text;
    });
  }

  /** Lines sent so far. */
  get sent(): number {
    return this.#sent;
  }

  async send(lines: number): Promise<void> {
    const bytes = Buffer.alloc(lines * 400);
    const end = this.#generator.fill(bytes, 0, lines);
    this.#sent += lines;
    if (this.#child.stdin?.write(bytes.subarray(0, end)) !== false) return;
    await Promise.race([once(this.#child.stdin, 'drain'), this.#closed]);
    if (this.#child.exitCode !== null) throw new Error(`send has ended: ${this.#errors}`);
  }

  /** Sends a few lines every few milliseconds until `stop` aborts. */
  async flow(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      await this.send(20);
      await delay(5);
    }
  }

  /** Resolves once all that was sent is stored. */
  async end(): Promise<void> {
    this.#child.stdin?.end();
    await this.#closed;
    if (this.#child.exitCode !== 0) throw new Error(`send has failed: ${this.#errors}`);
  }

  [Symbol.dispose](): void {
    this.#child.kill('SIGKILL');
  }
}
