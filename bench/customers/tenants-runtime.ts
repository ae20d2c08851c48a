import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readRuntimeInfo } from '../../connectors/sqlite/folder-lock.ts';
import { Child } from '../support/child.ts';

const BIN = fileURLToPath(new URL('../../bin/millrace.js', import.meta.url));
const LOOK_EVERY_MILLISECONDS = 20;

/** How many tenants a runtime has, of one partition and both analytics each, and its threads. */
export interface TenantsShape {
  readonly tenants: number;
  readonly threads: number;
}

/** A `millrace start` with many tenants on a folder of its own, which is gone with it. */
export class TenantsRuntime implements AsyncDisposable {
  readonly config: string;
  readonly tenants: readonly string[];
  readonly #folder: string;
  readonly #child: Child;

  private constructor({ tenants, threads }: TenantsShape) {
    this.#folder = mkdtempSync(join(tmpdir(), 'millrace-bench-'));
    this.config = join(this.#folder, 'config.yaml');
    this.tenants = Array.from({ length: tenants }, (_, i) => `customer${i + 1}`);
    const analytics = [{ use: 'global-statistics' }, { use: 'alarm-window' }];
    const config = {
      name: 'bench',
      log: { kind: 'sqlite', folder: './data' },
      api: { listen: '127.0.0.1:0' },
      threads,
      tenants: this.tenants.map((id) => ({ id, partitions: 1, analytics })),
    };
    // JSON is YAML.
    writeFileSync(this.config, JSON.stringify(config));
    this.#child = new Child([BIN, 'start', this.config]);
  }

  /** Resolves when all tenants run. Throws `bench-failed`. */
  static async start(shape: TenantsShape): Promise<TenantsRuntime> {
    const runtime = new TenantsRuntime(shape);
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
    const answer = await fetch(`${info.api}/readyz`).catch(() => undefined);
    await answer?.body?.cancel();
    return answer?.ok === true;
  }
}
