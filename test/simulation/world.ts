import { setImmediate as turn } from 'node:timers/promises';
import { type HourlyRollup, OLDER } from '../../connectors/archive.ts';
import { type Log, type LogRecord, MERGE } from '../../connectors/log.ts';
import { Prng } from '../../runtime/base/prng.ts';
import type { PartitionSpec } from '../../runtime/threads/protocol.ts';
import { AlarmGenerator } from '../../simulator/alarm-generator.ts';
import { Life } from '../support/owner/life.ts';
import { type Ground, START } from './ground.ts';

/** A partition with its logs and checkpoints in memory, a customer that sends, owners that come and go, and faults by seed. */
export class World {
  readonly #chance: Prng;
  readonly #ground: Ground;
  readonly #customer: AlarmGenerator;
  readonly #spec: PartitionSpec;
  readonly #lives: Life[] = [];

  /** @param ground several worlds may share it: the partitions of one tenant. */
  constructor(seed: number, ground: Ground, spec: PartitionSpec) {
    this.#chance = new Prng(seed);
    this.#ground = ground;
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
    for (let step = 0; step < steps; step++) await this.step();
  }

  async step(): Promise<void> {
    this.#ground.clock.advance(this.#chance.below(3000));
    await this.#send(this.#chance.below(20));
    for (let i = this.#chance.below(12); i > 0; i--) await turn();
    const owner = this.#lives.at(-1);
    const isCrashed = owner !== undefined && this.#chance.chance(0.1);
    if (isCrashed) await owner.crash();
    // An owner that still lives becomes a zombie.
    if (owner?.end !== undefined || this.#chance.chance(0.08) || owner === undefined) this.#takeOver();
  }

  /** Faults end; the last owner takes all that there is; every zombie is told to drain. */
  async settle(): Promise<void> {
    this.#ground.endFaults();
    const zombies = this.#lives.filter(({ end }) => end === undefined);
    this.#takeOver();
    const input = await this.#open('input');
    while ((await input.unread(this.#owner.sequence)) > 0) {
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
    for await (const page of this.#ground.connectors.archive.rollups(this.#spec.tenant, always)) rows.push(...page);
    return rows;
  }

  #takeOver(): void {
    const { connectors, clock } = this.#ground;
    this.#lives.push(new Life({ ...this.#spec, owner: `owner ${this.#lives.length}` }, connectors, clock));
  }

  async #send(lines: number): Promise<void> {
    if (this.#spec.index === MERGE) return;
    const log = await this.#open('input');
    const records = Array.from({ length: lines }, () => ({
      kind: 'event',
      payload: Buffer.from(this.#customer.next()),
    }));
    // What became of them the log tells.
    await log.append(records).catch(() => undefined);
  }

  async #open(direction: 'input' | 'output'): Promise<Log> {
    return await this.#ground.connectors.logs.open({
      tenant: this.#spec.tenant,
      partition: this.#spec.index,
      count: this.#spec.count,
      direction,
    });
  }
}
