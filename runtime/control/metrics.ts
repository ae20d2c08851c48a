import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Clock } from '../base/clock.ts';
import { families } from './metric-families.ts';
import type { Family } from './metric-family.ts';
import { ResponseHistogram } from './response-histogram.ts';
import type { PartitionRow, RuntimeControl } from './runtime-control.ts';

const labelNames: readonly Label[] = ['tenant', 'partition'];

type Label = 'tenant' | 'partition' | NonNullable<Family['label']>;

interface Sample {
  readonly labels: Partial<Record<Label, string>>;
  readonly value: number;
}

/** A runtime's figures as Prometheus reads them: those of each partition, and the process's own. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #control: RuntimeControl;
  readonly #clock: Clock;

  constructor(control: RuntimeControl, clock: Clock) {
    this.#control = control;
    this.#clock = clock;
    for (const family of families) this.#register(family);
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

  #register({ name, help, type, label, of, evenUnknown }: Family): void {
    const kept = {
      name,
      help,
      labelNames: label === undefined ? labelNames : [...labelNames, label],
      registers: [this.#registry],
    };
    const samples = (): readonly Sample[] => {
      const rows = evenUnknown ? this.#control.partitions() : this.#known();
      return rows.flatMap((row) => samplesOf(row, label, of(row, this.#clock.now())));
    };
    if (type === 'counter') {
      const collect = function (this: Counter<Label>) {
        this.reset();
        for (const { labels, value } of samples()) this.inc(labels, value);
      };
      new Counter({ ...kept, collect });
    } else {
      const collect = function (this: Gauge<Label>) {
        this.reset();
        for (const { labels, value } of samples()) this.set(labels, value);
      };
      new Gauge({ ...kept, collect });
    }
  }

  /**
   * Partitions that have told their figures; of others a zero would look like a restart of all counting. One that waits for another's
   * lease has old ones at most: its owner tells them.
   */
  #known(): readonly PartitionRow[] {
    return this.#control.partitions().filter(({ epoch, waitsFor }) => epoch > 0 && waitsFor?.code !== 'lease');
  }
}

function samplesOf(
  { tenant, partition }: PartitionRow,
  label: Family['label'],
  figures: ReturnType<Family['of']>,
): readonly Sample[] {
  if (figures === null || figures === undefined) return [];
  const labels = { tenant, partition: String(partition) };
  if (typeof figures === 'number') return [{ labels, value: figures }];
  return Object.entries(figures).map(([of, value]) => ({
    labels: label === undefined ? labels : { ...labels, [label]: of },
    value,
  }));
}
