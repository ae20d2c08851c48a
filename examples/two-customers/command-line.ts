import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const MILLRACE = fileURLToPath(new URL('../../bin/millrace.js', import.meta.url));

/** Calls `millrace` as a person would, shows each command, and takes what it prints. */
export class CommandLine {
  readonly #config: string;

  /** @param config the configuration that all commands name. */
  constructor(config: string) {
    this.#config = config;
  }

  /** Starts `millrace start`; resolves once every tenant runs. */
  async start(tenants: readonly string[]): Promise<Started> {
    process.stdout.write(`   $ npx millrace start ${this.#config}\n`);
    const runtime = new Started(spawn(process.execPath, [MILLRACE, 'start', this.#config]));
    await runtime.untilPrinted((line) => tenants.every((tenant) => line.includes(`${tenant} running:`)));
    return runtime;
  }

  /** Shows a command and runs it to its end; resolves with the lines that it prints. Throws when it fails. */
  async run(...args: readonly string[]): Promise<readonly string[]> {
    process.stdout.write(`   $ npx millrace ${[...args, '--config', this.#config].join(' ')}\n`);
    return await this.#ask(args);
  }

  /** The same, and shows what it prints. */
  async show(...args: readonly string[]): Promise<readonly string[]> {
    const lines = await this.run(...args);
    for (const line of lines) process.stdout.write(`   ${line}\n`);
    return lines;
  }

  /** Shows a command once, runs it again and again until what it prints is as expected, and shows that. */
  async showOnce(args: readonly string[], isExpected: (lines: readonly string[]) => boolean): Promise<void> {
    let lines = await this.run(...args);
    while (!isExpected(lines)) {
      await delay(500);
      lines = await this.#ask(args);
    }
    for (const line of lines) process.stdout.write(`   ${line}\n`);
  }

  async #ask(args: readonly string[]): Promise<readonly string[]> {
    const child = spawn(process.execPath, [MILLRACE, ...args, '--config', this.#config]);
    const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    if (code !== 0) throw new Error(`millrace ${args.join(' ')} ended with code ${code}: ${stderr}`);
    return stdout.trimEnd().split('\n');
  }
}

/** A runtime that was started. */
export class Started {
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;
  #output = '';

  constructor(child: ChildProcess) {
    this.#child = child;
    this.#closed = once(child, 'close');
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (piece: string) => {
        this.#output += piece;
      });
    }
  }

  /** Resolves when it has printed such a line. Throws when it ends before. */
  async untilPrinted(isExpected: (line: string) => boolean): Promise<void> {
    while (!this.#output.split('\n').some(isExpected)) {
      if (this.#child.exitCode !== null) throw new Error(`the runtime has ended:\n${this.#output}`);
      await delay(50);
    }
  }

  /** Has it drain, as Ctrl-C does; resolves when it has ended. */
  async stop(): Promise<void> {
    this.#child.kill('SIGINT');
    await this.#closed;
  }
}
