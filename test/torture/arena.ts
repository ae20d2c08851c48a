import type { Logs } from './checker/logs.ts';
import type { Fault } from './fault-script.ts';
import type { Owner } from './owner.ts';

/** A tenant of the torture, as its configuration says. */
export interface ArenaTenant {
  readonly id: string;
  readonly partitions: number;
}

/** Where owners run, customers send, and things break. */
export interface Arena extends AsyncDisposable {
  readonly config: string;
  readonly owners: readonly Owner[];
  readonly tenants: readonly ArenaTenant[];
  /** Customers send until `stop` aborts; resolves with the number of lines that are stored. */
  send(stop: AbortSignal): Promise<number>;
  /** Makes a fault happen; resolves when it is over. False: what it harms is harmed by another one already. */
  harm(fault: Fault): Promise<boolean>;
  /** What the checker reads. */
  logs(): Promise<Logs>;
}

export const TENANTS: readonly ArenaTenant[] = [
  { id: 'mixed', partitions: 3 },
  { id: 'single', partitions: 1 },
];

export const TENANTS_YAML = `
  - id: mixed
    partitions: 3
    idleTimeout: 1s
    analytics:
      - use: global-statistics
      - { use: alarm-window, threshold: 2 }
      - { use: alarm-window, window: { kind: session, gap: 10s }, threshold: 2, id: sessions }
  - id: single
    partitions: 1
    idleTimeout: 1s
    analytics:
      - use: global-statistics
      - { use: alarm-window, window: { kind: count, size: 7, slide: 3 }, threshold: 2, id: counts }
`;

export const RUNTIME_YAML = 'ownership: { lease: 2s }\ncheckpoint: { every: 500ms }';

/** Lines of a customer. */
export const LINES = { stations: 10, rate: 20, outOfOrder: 0.1, late: 0.05, duplicates: 0.05 };
