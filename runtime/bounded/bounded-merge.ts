import type { Modules } from '../../actors/catalog.ts';
import { makeMerging } from '../../actors/merging.ts';
import type { SilenceConfig, TenantSettings } from '../../actors/settings.ts';
import { MERGED_KINDS, PARTIAL } from '../../connectors/log.ts';
import { mergeRole } from '../merge/merge-role.ts';
import type { Outbox } from '../partition/outbox.ts';
import { Partition } from '../partition/partition.ts';
import type { Quality } from '../partition/quality.ts';
import type { Role } from '../partition/role.ts';

/** A result that the merge stage of a bounded run takes. */
export interface MergedResult {
  /** The line that it comes of. */
  readonly input: number;
  readonly kind: string;
  readonly json: string;
}

const MERGED: ReadonlySet<string> = new Set(MERGED_KINDS);

/** The results in an outbox that are merged with others'. */
export function mergedIn(outbox: Pick<Outbox, 'results'>): MergedResult[] {
  const found: MergedResult[] = [];
  for (const { input, output, payload } of outbox.results()) {
    if (MERGED.has(output)) found.push({ input, kind: output, json: Buffer.from(payload).toString('utf8') });
  }
  return found;
}

/** The results in an outbox that are for customers, as NDJSON in a buffer of its own. */
export function publicLines(outbox: Pick<Outbox, 'bytes' | 'results'>): Buffer {
  const lines = Buffer.alloc(outbox.bytes);
  let end = 0;
  for (const { output, payload } of outbox.results()) {
    if (output === PARTIAL) continue;
    lines.set(payload, end);
    end += payload.length;
    lines[end++] = NEWLINE;
  }
  return lines.subarray(0, end);
}

const NEWLINE = 10;

/** The partitions are as far as each other: what is quiet by the lines so far has nothing to wait for. */
const role: Role = {
  ...mergeRole,
  makeAnalytic(settings, modules, barrier) {
    const own = settings.use === 'silence' ? { ...(settings as SilenceConfig), settle: 0 } : settings;
    return makeMerging(own, modules, barrier);
  },
};

/**
 * The stage behind the partitions of a bounded run. No log time passes in it: sums over partitions are told at the end, when all
 * parts of them are there.
 */
export class BoundedMerge {
  readonly #stage: Partition;
  #taken = 0;

  /** @throws actor-settings-invalid, module-not-loaded. */
  constructor(settings: TenantSettings, modules: Modules, onThrown: Partition['onThrown']) {
    const place = { index: 0, count: 1 };
    this.#stage = new Partition({ place, settings, modules, role });
    this.#stage.onThrown = onThrown;
  }

  /** Takes what partitions have sent, in the order of the lines it comes of; returns results as NDJSON. */
  take(results: readonly MergedResult[]): Buffer {
    for (const { kind, json } of results.toSorted((a, b) => a.input - b.input)) {
      this.#stage.take({ sequence: ++this.#taken, arrival: 0, kind, key: '', payload: Buffer.from(json) });
    }
    return this.#lines();
  }

  end(): Buffer {
    this.#stage.end();
    return this.#lines();
  }

  /** Results by output. */
  get results(): Quality['results'] {
    return this.#stage.quality.results;
  }

  #lines(): Buffer {
    const lines = publicLines(this.#stage.outbox);
    this.#stage.clearOutbox();
    return lines;
  }
}
