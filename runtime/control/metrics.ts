import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Clock } from '../base/clock.ts';
import { type Family, families, results, waiting } from './metric-families.ts';
import { ResponseHistogram } from './response-histogram.ts';
import type { PartitionRow, RuntimeControl } from './runtime-control.ts';

const labelNames = ['tenant', 'partition'] as const;

/** A runtime's figures as Prometheus reads them: those of each partition, and the process's own. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #control: RuntimeControl;
  readonly #clock: Clock;

  constructor(control: RuntimeControl, clock: Clock) {
    this.#control = control;
    this.#clock = clock;
    for (const family of families) this.#register(family);
    this.#registerResults();
    this.#registerWaiting();
    this.#registry.registerMetric(new ResponseHistogram(() => this.#known()));
    collectDefaultMetrics({ register: this.#registry });
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** All figures in the text format. */
  async text(): Promise<string> {
    return await this.#registry.metrics();
  }

  #register({ name, help, type, of, evenUnknown }: Family): void {
    const registers = [this.#registry];
    const rows = () => (evenUnknown ? this.#control.partitions() : this.#known());
    const each = (put: (labels: { tenant: string; partition: string }, value: number) => void) => {
      for (const row of rows()) {
        const value = of(row, this.#clock.now());
        if (value !== undefined) put({ tenant: row.tenant, partition: String(row.partition) }, value);
      }
    };
    if (type === 'counter') {
      const collect = function (this: Counter<'tenant' | 'partition'>) {
        this.reset();
        each((labels, value) => this.inc(labels, value));
      };
      new Counter({ name, help, labelNames, registers, collect });
    } else {
      const collect = function (this: Gauge<'tenant' | 'partition'>) {
        this.reset();
        each((labels, value) => this.set(labels, value));
      };
      new Gauge({ name, help, labelNames, registers, collect });
    }
  }

  #registerResults(): void {
    const known = () => this.#known();
    new Counter({
      ...results,
      labelNames: [...labelNames, 'output'],
      registers: [this.#registry],
      collect() {
        this.reset();
        for (const { tenant, partition, quality } of known()) {
          for (const [output, count] of Object.entries(quality.results)) this.inc({ tenant, partition, output }, count);
        }
      },
    });
  }

  #registerWaiting(): void {
    const [control, clock] = [this.#control, this.#clock];
    new Gauge({
      ...waiting,
      labelNames: [...labelNames, 'code'],
      registers: [this.#registry],
      collect() {
        this.reset();
        for (const { tenant, partition, waitsFor } of control.partitions()) {
          if (waitsFor === null) continue;
          const seconds = Math.max(0, clock.now() - waitsFor.since) / 1000;
          this.set({ tenant, partition, code: waitsFor.code }, seconds);
        }
      },
    });
  }

  /** Partitions that have told their figures; of others a zero would look like a restart of all counting. */
  #known(): readonly PartitionRow[] {
    return this.#control.partitions().filter(({ epoch }) => epoch > 0);
  }
}
