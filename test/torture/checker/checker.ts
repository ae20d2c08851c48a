import { loadConfig } from '../../../config/load.ts';
import { settingsOf } from '../../../config/settings.ts';
import type { TenantConfig } from '../../../config/types.ts';
import { brokenCommits, type Commit } from './commits.ts';
import { fencesOutOfOrder } from './fences.ts';
import { goldenResults, spelledResult } from './golden.ts';
import type { LogOf, Logs, StoredRecord } from './logs.ts';
import { verdictOn } from './verdict.ts';

const NO_RESULTS = new Set(['fence', 'gap', 'progress']);

/** What the checker found. */
export interface Findings {
  readonly inputs: number;
  readonly results: number;
  /** Results that are due and not stored yet. */
  readonly due: number;
  /** What must never be, however long one waits. */
  readonly broken: readonly string[];
}

/**
 * Reads the real logs and judges them by a computation of its own; knows nothing of the runtime. What is taken by a partition of
 * what the ingest stage passed on is compared, too.
 */
export class Checker {
  readonly #logs: Logs;
  readonly #tenants: readonly TenantConfig[];

  /** @param config the configuration's file. @param judged ids of the tenants that are looked at. */
  constructor(logs: Logs, config: string, judged: readonly string[]) {
    this.#logs = logs;
    this.#tenants = loadConfig(config).tenants.filter(({ id }) => judged.includes(id));
  }

  /** @param commits that owners have reported, to be held against what is stored. */
  async check(commits: readonly Commit[] = []): Promise<Findings> {
    const found: Findings[] = [];
    for (const tenant of this.#tenants) {
      const inputs: (readonly StoredRecord[])[] = [];
      const { id, partitions: count } = tenant;
      for (let partition = 0; partition < count; partition++) {
        const log = { tenant: id, partition, count };
        inputs.push(await this.#logs.input(log));
        found.push(await this.#judge(log, inputs[partition] as readonly StoredRecord[], tenant, commits));
      }
      if (!this.#logs.hasIngest || count === 1) continue;
      const log = { tenant: id, partition: 'ingest', count } as const;
      found.push(await this.#judge(log, await this.#logs.input(log), tenant, commits));
      found.push(await this.#passedOn(log, inputs));
    }
    return found.reduce((sum, one) => ({
      inputs: sum.inputs + one.inputs,
      results: sum.results + one.results,
      due: sum.due + one.due,
      broken: [...sum.broken, ...one.broken],
    }));
  }

  /** The output is read after the input: what it has, the input has. */
  async #judge(
    log: LogOf,
    input: readonly StoredRecord[],
    tenant: TenantConfig,
    commits: readonly Commit[],
  ): Promise<Findings> {
    const output = await this.#logs.output(log);
    const results = output.filter(({ kind }) => !NO_RESULTS.has(kind));
    // The log has gone on meanwhile: what came of later inputs is looked at the next time.
    const last = input.at(-1)?.sequence ?? 0;
    const known = results.filter((result) => inputOf(result) <= last);
    const golden = goldenResults(log, input, settingsOf(tenant));
    const { differences } = verdictOn(known.map(spelledResult), golden);
    const standing = results.map((result) => ({ input: inputOf(result), sequence: result.sequence }));
    const reported = commits.filter(({ tenant: id, partition }) => id === log.tenant && partition === log.partition);
    const name = `${log.tenant}/${log.partition}`;
    return {
      inputs: input.length,
      results: known.length,
      due: golden.length - known.length,
      broken: [...differences, ...fencesOutOfOrder(output), ...brokenCommits(reported, standing)].map(
        (what) => `${name}: ${what}`,
      ),
    };
  }

  /** What the ingest stage passed on is in the partitions, each once; the newest may be on their way. */
  async #passedOn(log: LogOf, inputs: readonly (readonly StoredRecord[])[]): Promise<Findings> {
    const passed = (await this.#logs.output(log)).filter(({ kind }) => kind === 'mid');
    const broken: string[] = [];
    let due = 0;
    for (const [partition, input] of inputs.entries()) {
      const spell = ({ identity, payload }: StoredRecord): string =>
        `${identity} ${Buffer.from(payload).toString('latin1')}`;
      const taken = input.filter(({ kind, identity }) => kind === 'event' && identity !== undefined).map(spell);
      const sent = passed.filter(({ target }) => target === partition).map(spell);
      const { differences } = verdictOn(taken, sent);
      broken.push(...differences.map((what) => `${log.tenant}/${partition} takes from its ingest stage: ${what}`));
      due += sent.length - taken.length;
    }
    return { inputs: 0, results: 0, due, broken };
  }
}

function inputOf({ identity }: StoredRecord): number {
  return Number((identity ?? '').split('.')[0]);
}
