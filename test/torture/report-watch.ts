import { setTimeout as delay } from 'node:timers/promises';
import type { Commit } from './checker/commits.ts';
import type { Logs } from './checker/logs.ts';
import type { Owner } from './owner.ts';

const EVERY_MILLISECONDS = 500;

/** What is read of the answer to `/v1/partitions`. */
interface Row {
  readonly tenant: string;
  readonly partition: number | 'ingest';
  readonly phase: string;
  readonly epoch: number;
  readonly checkpoint: { readonly sequence: number } | null;
}

/** Asks the owners again and again what they have committed, and the output log where it ends then. */
export class ReportWatch {
  readonly #commits: Commit[] = [];

  get commits(): readonly Commit[] {
    return this.#commits;
  }

  /** Until `stop` aborts. Who doesn't answer is asked the next time. */
  async run(owners: readonly Owner[], logs: Logs, stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      await Promise.allSettled(owners.map(async (owner) => await this.#ask(owner, logs, stop)));
      await delay(EVERY_MILLISECONDS);
    }
  }

  async #ask(owner: Owner, logs: Logs, stop: AbortSignal): Promise<void> {
    const address = owner.process.address;
    if (address === undefined) return;
    const signal = AbortSignal.any([stop, AbortSignal.timeout(1000)]);
    const answer = (await (await fetch(`${address}/v1/partitions`, { signal })).json()) as readonly Row[];
    for (const { tenant, partition, phase, epoch, checkpoint } of answer) {
      if (phase !== 'running' || checkpoint === null) continue;
      const { sequence } = checkpoint;
      const outputEnd = await logs.outputEnd({ tenant, partition, count: 0 });
      this.#commits.push({ tenant, partition, epoch, sequence, outputEnd });
    }
  }
}
