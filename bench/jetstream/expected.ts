import { createHash } from 'node:crypto';
import { PlainAnalytics } from '../peers/plain-analytics.ts';
import type { SentLine } from './lines.ts';

/** The results that a tenant's partitions owe for some lines, by a computation that knows nothing of Millrace. */
export class Expected {
  readonly #results: readonly (readonly string[])[];

  constructor(lines: readonly SentLine[], partitions: number) {
    const results = Array.from({ length: partitions }, (): string[] => []);
    const analytics = results.map((own) => new PlainAnalytics((_, json) => own.push(json)));
    for (const { line, partition } of lines) analytics[partition]?.line(line);
    this.#results = results;
  }

  /** Results in all. */
  get count(): number {
    return this.#results.reduce((sum, { length }) => sum + length, 0);
  }

  countOf(partition: number): number {
    return this.#results[partition]?.length ?? 0;
  }

  /** SHA-256 of a partition's first results. */
  digest(partition: number, count: number): string {
    const sha = createHash('sha256');
    for (const json of this.#results[partition]?.slice(0, count) ?? []) sha.update(json);
    return sha.digest('hex');
  }
}
