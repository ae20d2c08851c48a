import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'vitest';
import { present } from '../../../config/present.ts';
import type { HourlyRollup } from '../../../connectors/archive.ts';
import type { Log, LogRecord } from '../../../connectors/log.ts';
import type { Connectors } from '../../../connectors/registry.ts';
import type { PartitionSpec } from '../../../runtime/threads/protocol.ts';
import { AlarmGenerator } from '../../../simulator/alarm-generator.ts';
import { Invariants } from '../invariants/invariants.ts';
import { referenceRollups, spelledRollups } from '../reference/rollups.ts';
import { alarmWindow, settingsOf } from '../reference/settings.ts';
import { chained, type Intercept } from './intercept.ts';
import { Life } from './life.ts';
import { readAll } from './read-all.ts';
import type { Change, Site } from './site.ts';

/** A checkpoint becomes due when the clock is moved on, and not before. */
const EVERY = 20;
const FAR = 1_000_000_000;

const settings = settingsOf(
  [
    { id: 'global-statistics', use: 'global-statistics', emit: 'every-event' },
    alarmWindow({ kind: 'sliding', size: 60_000, slide: 5_000 }, 1),
    alarmWindow({ kind: 'session', gap: 10_000 }, 1, { id: 'sessions' }),
  ],
  { idleTimeout: FAR },
);

/** A partition of its own, its customer, and owners that come and go. All that they do is watched for the invariants. */
export class Ground {
  readonly site: Site;
  readonly spec: PartitionSpec;
  readonly invariants: Invariants;
  #reader: Connectors;
  readonly #customer: AlarmGenerator;
  readonly #lives: Life[] = [];
  readonly #opened: Connectors[] = [];
  #sent = 0;

  private constructor(site: Site, reader: Connectors, spec: PartitionSpec, actors: number) {
    this.site = site;
    this.spec = spec;
    this.#reader = reader;
    this.#customer = new AlarmGenerator({
      stations: Math.ceil(actors / 12),
      order: actors > 12 ? 'sweep' : 'random',
      rate: 2,
      outOfOrder: 0.1,
      late: 0.05,
      wrong: 0.05,
    });
    this.invariants = new Invariants(() => this.#reader, spec, settings);
  }

  /** @param actors keys that the customer sends. */
  static async open(site: Site, actors = 12): Promise<Ground> {
    const tenant = `t${randomUUID().replaceAll('-', '').slice(0, 12)}`;
    const spec: PartitionSpec = {
      tenant,
      index: 0,
      count: 1,
      settings,
      folder: '.',
      delivery: 'exactly-once',
      log: { kind: 'memory' },
      store: { kind: 'memory' },
      retention: { bytes: FAR, age: FAR },
      checkpoint: { every: EVERY, keep: 3, rebaseAfter: 1, replayBound: FAR },
      acceptCodeChange: false,
      lease: 5000,
      owner: '',
    };
    return new Ground(site, await site.connect(), spec, actors);
  }

  /** How each owner so far has ended. */
  get ends(): readonly (string | undefined)[] {
    return this.#lives.map(({ end }) => end);
  }

  /** A record of `lines` lines, or several of them. */
  async send(records: number, lines = 1): Promise<void> {
    const input = await this.open('input');
    const payloads = Array.from({ length: records }, () =>
      Buffer.from(Array.from({ length: lines }, () => this.#customer.next()).join('\n')),
    );
    await input.append(payloads.map((payload) => ({ kind: 'event', payload })));
    this.#sent = (await input.bounds()).last;
    await input.close();
  }

  /** One more owner. @param change of its partition and its connectors. */
  async begin(intercepts: readonly Intercept[] = [], change: Partial<PartitionSpec> & Change = {}): Promise<Life> {
    const { nats, ...spec } = change;
    const connectors = await this.site.connect(present({ nats }));
    this.#opened.push(connectors);
    const owner = `owner ${this.#lives.length + 1}`;
    const intercept = chained([this.invariants.watch(owner), ...intercepts]);
    const life = new Life({ ...this.spec, ...spec, owner }, connectors, this.site.clock, intercept);
    this.#lives.push(life);
    return life;
  }

  /** Resolves when an owner has taken all that was sent, or has ended. */
  async takes(life: Life): Promise<void> {
    await this.until('all that was sent is taken', () => life.end !== undefined || life.sequence >= this.#sent);
  }

  /** Makes a checkpoint due; resolves when all that was sent is in it, or the owner has ended. */
  async checkpoints(life: Life): Promise<void> {
    this.site.clock.advance(2000);
    await this.until('a checkpoint of all that was sent', () => {
      return life.end !== undefined || (life.checkpointed >= this.#sent && life.isSettled);
    });
  }

  /** An owner without faults takes everything there is, checkpoints and ends. @throws what it ended of. */
  async settle(change: Partial<PartitionSpec> = {}): Promise<Life> {
    const life = await this.begin([], change);
    await this.takes(life);
    await life.drain();
    expect(life.end).toBe('drained');
    return life;
  }

  /** The output is what the reference says, and no invariant was ever broken. */
  async expectExact(): Promise<void> {
    this.invariants.expectKept(await this.records('input'), await this.records('output'));
  }

  /** Once an owner has drained, the archive has the counts of the whole input. */
  async expectArchive(): Promise<void> {
    const records = await this.records('input');
    // The customer's lines are of this month.
    const period = { from: Date.UTC(2017, 1, 1), to: Date.UTC(2017, 2, 1) };
    const rows: HourlyRollup[] = [];
    for await (const page of this.#reader.archive.rollups(this.spec.tenant, period)) rows.push(...page);
    expect(spelledRollups(rows)).toEqual(spelledRollups(referenceRollups({ records, settings })));
  }

  /** The same after somebody has damaged what owners rely on: they may have broken what the damage made them break. */
  async expectResults(): Promise<void> {
    this.invariants.expectResults(await this.records('input'), await this.records('output'));
  }

  /** All records of a log that are held. */
  async records(direction: 'input' | 'output'): Promise<readonly LogRecord[]> {
    const { tenant, index: partition, count } = this.spec;
    return await readAll(this.#reader.logs, { tenant, partition, count, direction });
  }

  /** The test's own handle on a log. */
  async open(direction: 'input' | 'output'): Promise<Log> {
    const { tenant, index: partition, count } = this.spec;
    return await this.#reader.logs.open({ tenant, partition, count, direction });
  }

  /** The test's own connections anew, after the servers were away. */
  async reconnect(): Promise<void> {
    await this.#reader.close();
    this.#reader = await this.site.connect();
  }

  get snapshots(): Connectors['snapshots'] {
    return this.#reader.snapshots;
  }

  get name(): string {
    return `${this.spec.tenant}/0`;
  }

  async until(what: string, isTrue: () => boolean): Promise<void> {
    const end = performance.now() + 20_000;
    while (!isTrue()) {
      if (performance.now() > end) throw new Error(`waited in vain: ${what}; ends: ${this.ends.join(' | ')}`);
      await delay(1);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const life of this.#lives) if (life.end === undefined) await life.crash();
    for (const connectors of [...this.#opened, this.#reader]) await connectors.close();
  }
}
