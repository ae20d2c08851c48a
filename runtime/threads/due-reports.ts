import { setTimeout as delay } from 'node:timers/promises';
import type { Archive } from '../../connectors/archive.ts';
import { type Log, MERGE, type ResultIdentity } from '../../connectors/log.ts';
import type { Connectors } from '../../connectors/registry.ts';
import type { SnapshotStore } from '../../connectors/snapshot-store.ts';
import { messageOf } from '../base/errors.ts';
import { limits } from '../base/limits.ts';
import { retryPause } from '../base/retry-pause.ts';
import { batchRecord } from '../batch/batch-record.ts';
import { scanReports } from '../batch/report-scan.ts';
import { nextDue, queriesOf, type ReportTrigger } from '../batch/report-triggers.ts';
import { readLastCheckpoint } from '../inspection/last-checkpoint.ts';
import type { PartitionSpec } from './protocol.ts';

/** What reports are made of and where they go. */
export interface DueReportsParts {
  readonly tenant: string;
  /** Partitions of the tenant. */
  readonly count: number;
  readonly archive: Archive;
  readonly snapshots: SnapshotStore;
  /** A handle of its own on a partition's input log. */
  readonly open: (partition: number) => Promise<Log>;
  /** The log in which the triggers are. */
  readonly input: Pick<Log, 'append'>;
  readonly warn: (message: string) => void;
}

/**
 * Makes the reports that a stage's alerts have triggered, in the background of its owner, one trigger after the other: waits until the
 * checkpoint of every partition holds all that was in its log when the trigger was seen, so that the archive has it, too; reads the
 * archive page by page; and appends the rows as records of the stage's own log. The stage takes the first of each, so that
 * it is harmless when this is done twice, by whomever.
 */
export class DueReports {
  readonly #parts: DueReportsParts;
  readonly #end = new AbortController();
  #answered: ResultIdentity | undefined;
  #job: Promise<void> | undefined;

  constructor(parts: DueReportsParts) {
    this.#parts = parts;
  }

  /** Goes on with what is due. Never throws: what fails is tried again. */
  step(due: readonly ReportTrigger[]): void {
    if (due.length === 0 || this.#job !== undefined) return;
    const trigger = nextDue(due, this.#answered);
    if (trigger === undefined) return;
    this.#job = this.#make(trigger).finally(() => {
      this.#job = undefined;
    });
  }

  /** Gives up what is being made: the next owner makes it. */
  async close(): Promise<void> {
    this.#end.abort();
    await this.#job;
  }

  async #make(trigger: ReportTrigger): Promise<void> {
    const { signal } = this.#end;
    for (let failures = 0; !signal.aborted; failures++) {
      try {
        await this.#send(trigger, signal);
        this.#answered = trigger;
        return;
      } catch (thrown) {
        if (signal.aborted) return;
        if (failures === 0) this.#parts.warn(`a batch report is late, it is tried again: ${messageOf(thrown)}`);
        await delay(retryPause(failures), undefined, { signal }).catch(() => undefined);
      }
    }
  }

  async #send(trigger: ReportTrigger, signal: AbortSignal): Promise<void> {
    const { tenant, archive, input } = this.#parts;
    await this.#passed(await this.#ends(), signal);
    const made = await scanReports(archive, tenant, queriesOf(trigger), { signal });
    signal.throwIfAborted();
    await input.append(made.map((report) => batchRecord(trigger, report)));
  }

  /** Where the partitions' logs end now: whatever led to an alert that has been taken is in them. */
  async #ends(): Promise<readonly number[]> {
    const ends: number[] = [];
    for (let partition = 0; partition < this.#parts.count; partition++) {
      const log = await this.#parts.open(partition);
      try {
        ends.push((await log.bounds()).last);
      } finally {
        await log.close();
      }
    }
    return ends;
  }

  /** Resolves once every partition has a checkpoint at or behind its end, and with it has archived what is before. */
  async #passed(ends: readonly number[], signal: AbortSignal): Promise<void> {
    for (const [partition, end] of ends.entries()) {
      while ((await this.#checkpointed(partition)) < end) {
        await delay(limits.triggerPollMilliseconds, undefined, { signal });
      }
    }
  }

  async #checkpointed(partition: number): Promise<number> {
    const { snapshots, tenant } = this.#parts;
    const { found } = await readLastCheckpoint(snapshots, `${tenant}/${partition}`, async ({ head }) => head.sequence);
    return found?.content ?? 0;
  }
}

/** Those of a stage; undefined for one whose alerts trigger none. */
export function dueReportsOf(
  { tenant, index, count }: PartitionSpec,
  { logs, archive, snapshots }: Connectors,
  input: Log,
  warn: (message: string) => void,
): DueReports | undefined {
  if (index !== MERGE) return undefined;
  const open = async (partition: number): Promise<Log> =>
    await logs.open({ tenant, partition, count, direction: 'input' });
  return new DueReports({ tenant, count, archive, snapshots, open, input, warn });
}
