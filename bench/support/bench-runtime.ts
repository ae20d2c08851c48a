import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readRuntimeInfo } from '../../connectors/sqlite/folder-lock.ts';
import { Child } from './child.ts';

const BIN = fileURLToPath(new URL('../../bin/millrace.js', import.meta.url));
const LOOK_EVERY_MILLISECONDS = 20;

/** What a runtime is started with: its tenants as a configuration has them, and modules that they name, by file name. */
export interface BenchSetup {
  readonly threads: number;
  readonly tenants: readonly { readonly id: string }[];
  readonly modules?: Readonly<Record<string, string>>;
}

/** A `millrace start` on the embedded log, in a folder of its own, which is gone with it. */
export class BenchRuntime implements AsyncDisposable {
  readonly config: string;
  readonly #folder = mkdtempSync(join(tmpdir(), 'millrace-bench-'));
  readonly #child: Child;

  private constructor({ threads, tenants, modules = {} }: BenchSetup) {
    this.config = join(this.#folder, 'config.yaml');
    const config = {
      name: 'bench',
      log: { kind: 'sqlite', folder: './data' },
      api: { listen: '127.0.0.1:0' },
      threads,
      tenants,
    };
    for (const [name, text] of Object.entries(modules)) writeFileSync(join(this.#folder, name), text);
    // JSON is YAML.
    writeFileSync(this.config, JSON.stringify(config));
    this.#child = new Child({ args: [BIN, 'start', this.config] });
  }

  /** Resolves when all tenants run. Throws `bench-failed`. */
  static async start(setup: BenchSetup): Promise<BenchRuntime> {
    const runtime = new BenchRuntime(setup);
    try {
      while (!(await runtime.#isReady())) await delay(LOOK_EVERY_MILLISECONDS);
      return runtime;
    } catch (thrown) {
      await runtime[Symbol.asyncDispose]();
      throw thrown;
    }
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** Throws `bench-failed` when it has ended. */
  check(): void {
    this.#child.check();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#child[Symbol.asyncDispose]();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #isReady(): Promise<boolean> {
    this.check();
    const info = readRuntimeInfo(join(this.#folder, 'data'));
    if (info === undefined || info.api === null) return false;
    const answer = await fetch(`${info.api}/v1/partitions`).catch(() => undefined);
    const rows = ((await answer?.json()) ?? [{}]) as readonly { readonly phase?: string }[];
    return rows.every(({ phase }) => phase === 'running');
  }
}
