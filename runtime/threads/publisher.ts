import type { Log, NewRecord } from '../../connectors/log.ts';
import { MillraceError } from '../base/errors.ts';
import { limits } from '../base/limits.ts';
import type { Chain } from '../delivery/chain.ts';
import type { Suppression } from '../delivery/suppression.ts';
import type { Stage } from '../partition/stage.ts';

/** Publishes a partition's outbox: what is not in the output log yet, in order, each append chained to the one before. */
export class Publisher {
  readonly #output: Log;
  readonly #chain: Chain;
  readonly #suppression: Suppression;

  constructor(output: Log, chain: Chain, suppression: Suppression) {
    this.#output = output;
    this.#chain = chain;
    this.#suppression = suppression;
  }

  /** Last sequence of the output log. */
  get last(): number {
    return this.#chain.last;
  }

  get suppressed(): number {
    return this.#suppression.suppressed;
  }

  /** Empties the outbox. @throws log-conflict, or what the log throws: the partition has to be taken over anew. */
  async publish(partition: Stage): Promise<void> {
    const { outbox } = partition;
    if (outbox.count === 0) return;
    let batch: NewRecord[] = [];
    for (const result of outbox.results()) {
      const { input, index, output, payload } = result;
      if (!this.#suppression.admits(input, index)) continue;
      const target = partition.targetOf(result);
      const record = { kind: output, key: partition.keyOf(result), payload, identity: { input, index } };
      batch.push(target === undefined ? record : { ...record, target });
      if (batch.length === limits.appendRecords) {
        await this.#append(batch);
        batch = [];
      }
    }
    if (batch.length > 0) await this.#append(batch);
    partition.clearOutbox();
  }

  async #append(batch: readonly NewRecord[]): Promise<void> {
    let sequence: number;
    try {
      sequence = await this.#output.append(batch, { expectedLast: this.#chain.last });
    } catch (thrown) {
      this.#chain.break();
      throw thrown;
    }
    if (!this.#chain.acknowledge(batch.length, sequence)) {
      throw new MillraceError('log-conflict', {
        what: `an append of ${batch.length} records was acknowledged at ${sequence}`,
        where: 'the output log',
        fix: 'nothing: the partition is taken over anew',
      });
    }
  }
}
