import { BenchRuntime } from '../support/bench-runtime.ts';

/** How many tenants a runtime has, of one partition and both analytics each, and its threads. */
export interface TenantsShape {
  readonly tenants: number;
  readonly threads: number;
}

/** A runtime with so many tenants, all alike. */
export class TenantsRuntime implements AsyncDisposable {
  readonly tenants: readonly string[];
  readonly #runtime: BenchRuntime;

  private constructor(runtime: BenchRuntime, tenants: readonly string[]) {
    this.#runtime = runtime;
    this.tenants = tenants;
  }

  /** Resolves when all tenants run. Throws `bench-failed`. */
  static async start({ tenants: count, threads }: TenantsShape): Promise<TenantsRuntime> {
    const ids = Array.from({ length: count }, (_, i) => `customer${i + 1}`);
    const analytics = [{ use: 'global-statistics' }, { use: 'alarm-window' }];
    const tenants = ids.map((id) => ({ id, partitions: 1, analytics }));
    return new TenantsRuntime(await BenchRuntime.start({ threads, tenants }), ids);
  }

  get config(): string {
    return this.#runtime.config;
  }

  get pid(): number {
    return this.#runtime.pid;
  }

  /** Throws `bench-failed` when it has ended. */
  check(): void {
    this.#runtime.check();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#runtime[Symbol.asyncDispose]();
  }
}
