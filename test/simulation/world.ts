import { setImmediate as turn } from 'node:timers/promises';
import { type HourlyRollup, OLDER } from '../../connectors/archive.ts';
import type { Log, LogRecord } from '../../connectors/log.ts';
import { MemoryArchive } from '../../connectors/memory/archive.ts';
import type { FaultRates } from '../../connectors/memory/faults.ts';
import { Faults } from '../../connectors/memory/faults.ts';
import { MemoryLogStore } from '../../connectors/memory/log-store.ts';
import { MemorySnapshotStore } from '../../connectors/memory/snapshot-store.ts';
import type { Connectors } from '../../connectors/registry.ts';
import { ManualClock } from '../../runtime/base/clock.ts';
import { Prng } from '../../runtime/base/prng.ts';
import type { PartitionSpec } from '../../runtime/threads/protocol.ts';
import { AlarmGenerator } from '../../simulator/alarm-generator.ts';
import { Life } from '../support/owner/life.ts';

const START = Date.UTC(2017, 1, 19);

/** A partition with its logs and checkpoints in memory, a customer that sends, owners that come and go, and faults by seed. */
export class World {
  readonly #chance: Prng;
  readonly #clock = new ManualClock(START + 60_000);
  readonly #rates: { -readonly [K in keyof FaultRates]?: number };
  readonly #connectors: Connectors;
  readonly #customer: AlarmGenerator;
  readonly #spec: PartitionSpec;
  readonly #lives: Life[] = [];

  constructor(seed: number, rates: Partial<FaultRates>, spec: PartitionSpec) {
    this.#chance = new Prng(seed);
    this.#rates = { ...rates };
    const faults = new Faults(new Prng(seed + 1), this.#rates);
    const logs = new MemoryLogStore(this.#clock, { faults });
    const snapshots = new MemorySnapshotStore({ faults });
    const archive = new MemoryArchive();
    this.#connectors = { logs, snapshots, archive, close: async () => undefined };
    this.#customer = new AlarmGenerator({
      stations: 1,
      rate: 2,
      seed,
      start: START,
      outOfOrder: 0.1,
      late: 0.05,
      wrong: 0.05,
    });
    this.#spec = spec;
  }

  /** How each owner so far has ended. */
  get ends(): readonly (string | undefined)[] {
    return this.#lives.map(({ end }) => end);
  }

  /** So many steps of sending, crashing and taking over. */
  async run(steps: number): Promise<void> {
    for (let step = 0; step < steps; step++) {
      this.#clock.advance(this.#chance.below(3000));
      await this.#send(this.#chance.below(20));
      for (let i = this.#chance.below(12); i > 0; i--) await turn();
      const owner = this.#lives.at(-1);
      const isCrashed = owner !== undefined && this.#chance.chance(0.1);
      if (isCrashed) await owner.crash();
      // An owner that still lives becomes a zombie.
      if (owner?.end !== undefined || this.#chance.chance(0.08) || owner === undefined) this.#takeOver();
    }
  }

  /** Faults end; the last owner takes all that there is; every zombie is told to drain. */
  async settle(): Promise<void> {
    for (const name of Object.keys(this.#rates)) delete this.#rates[name as keyof FaultRates];
    const zombies = this.#lives.filter(({ end }) => end === undefined);
    this.#takeOver();
    const { last } = await (await this.#open('input')).bounds();
    while (this.#owner.sequence < last) {
      await turn();
      // One that was just taking over may have been the last to claim.
      if (this.#owner.end !== undefined) this.#takeOver();
    }
    for (const zombie of zombies) await zombie.drain();
    await this.#owner.drain();
  }

  get #owner(): Life {
    return this.#lives.at(-1) as Life;
  }

  async records(direction: 'input' | 'output'): Promise<readonly LogRecord[]> {
    return await (await this.#open(direction)).read(1, Number.MAX_SAFE_INTEGER);
  }

  /** All that the archive holds. */
  async rollups(): Promise<readonly HourlyRollup[]> {
    const rows: HourlyRollup[] = [];
    const always = { from: OLDER, to: Number.MAX_SAFE_INTEGER };
    for await (const page of this.#connectors.archive.rollups(this.#spec.tenant, always)) rows.push(...page);
    return rows;
  }

  #takeOver(): void {
    this.#lives.push(new Life({ ...this.#spec, owner: `owner ${this.#lives.length}` }, this.#connectors, this.#clock));
  }

  async #send(lines: number): Promise<void> {
    const log = await this.#open('input');
    const records = Array.from({ length: lines }, () => ({
      kind: 'event',
      payload: Buffer.from(this.#customer.next()),
    }));
    // What became of them the log tells.
    await log.append(records).catch(() => undefined);
  }

  async #open(direction: 'input' | 'output'): Promise<Log> {
    return await this.#connectors.logs.open({
      tenant: this.#spec.tenant,
      partition: this.#spec.index,
      count: 4,
      direction,
    });
  }
}
