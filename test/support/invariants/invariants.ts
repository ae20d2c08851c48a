import { expect } from 'vitest';
import type { TenantSettings } from '../../../actors/settings.ts';
import type { LogRecord, NewRecord } from '../../../connectors/log.ts';
import type { Connectors } from '../../../connectors/registry.ts';
import type { ManifestCell } from '../../../connectors/snapshot-store.ts';
import { decodeRow, type ManifestRow } from '../../../runtime/checkpoint/manifest.ts';
import type { PartitionSpec } from '../../../runtime/threads/protocol.ts';
import type { Call, Intercept } from '../owner/intercept.ts';
import { readAll } from '../owner/read-all.ts';
import { referenceResults } from '../reference/reference.ts';
import { spelled } from '../reference/run.ts';
import { ackFloor } from './ack-floor.ts';
import { ForwardOnly } from './forward-only.ts';
import { sameState } from './same-state.ts';
import { SentPrefix } from './sent-prefix.ts';
import { storedBeforeCommit } from './stored-before-commit.ts';

/** Watches all that the owners of one partition do, and keeps what breaks an invariant. */
export class Invariants {
  readonly #reader: () => Connectors;
  readonly #spec: PartitionSpec;
  readonly #settings: TenantSettings;
  readonly #sent = new SentPrefix();
  readonly #forward = new ForwardOnly();
  readonly #broken: string[] = [];

  constructor(reader: () => Connectors, spec: PartitionSpec, settings: TenantSettings) {
    this.#reader = reader;
    this.#spec = spec;
    this.#settings = settings;
  }

  /** What all calls of an owner pass through. */
  watch(owner: string): Intercept {
    return async (call, perform) => {
      if (call.part === 'output' && call.method === 'append') {
        this.#sent.sends(owner, call.args[0] as readonly NewRecord[]);
      }
      // Nothing is awaited before an append: appends keep the order of their calls.
      if (call.method === 'swapManifest') return await this.#swap(call, perform);
      if (call.part === 'input' && call.method === 'ack') {
        this.#broken.push(...ackFloor(call.args[0] as number, await this.#row()));
      }
      return await perform();
    };
  }

  /** I1 to I3, and all that was watched. */
  expectKept(input: readonly LogRecord[], output: readonly LogRecord[]): void {
    this.expectResults(input, output);
    expect([...this.#broken, ...this.#sent.violations(output)]).toEqual([]);
  }

  /** I1 to I3: each result once, in order, byte for byte. */
  expectResults(input: readonly LogRecord[], output: readonly LogRecord[]): void {
    const results = output
      .filter(({ identity }) => identity !== undefined)
      .map(({ identity, kind, payload }) => ({
        input: identity?.input ?? Number.NaN,
        index: identity?.index ?? Number.NaN,
        output: kind,
        json: Buffer.from(payload).toString(),
      }));
    expect(spelled(results)).toEqual(spelled(referenceResults({ records: input, settings: this.#settings })));
  }

  async #swap({ args }: Call, perform: () => Promise<unknown>): Promise<unknown> {
    const cell = args[2] as ManifestCell;
    const next = decodeRow(cell, 'a swap').manifests[0];
    const isCommit = next !== undefined && next.checkpoint > ((await this.#row())?.manifests[0]?.checkpoint ?? 0);
    if (isCommit) {
      const results = referenceResults({ records: await this.#records('input'), settings: this.#settings });
      this.#broken.push(...storedBeforeCommit(next.head.sequence, results, await this.#records('output')));
    }
    try {
      return await perform();
    } finally {
      const row = await this.#row();
      if (row !== undefined) this.#broken.push(...this.#forward.sees(row));
      if (isCommit && row?.manifests[0]?.epoch === next.epoch && row.manifests[0].checkpoint === next.checkpoint) {
        const name = `${this.#spec.tenant}/${this.#spec.index}`;
        this.#broken.push(...(await sameState(name, next, await this.#records('input'), this.#reader().snapshots)));
      }
    }
  }

  async #row(): Promise<ManifestRow | undefined> {
    const cell = await this.#reader().snapshots.readManifest(`${this.#spec.tenant}/${this.#spec.index}`);
    return cell && decodeRow(cell, 'the store');
  }

  async #records(direction: 'input' | 'output'): Promise<readonly LogRecord[]> {
    const { tenant, index: partition, count } = this.#spec;
    return await readAll(this.#reader().logs, { tenant, partition, count, direction });
  }
}
