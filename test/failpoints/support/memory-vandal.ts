import type { LogName, LogRecord } from '../../../connectors/log.ts';
import type { Clock } from '../../../runtime/base/clock.ts';
import type { MemorySite } from '../../support/owner/site.ts';
import type { Direction, Vandal, Victim } from './vandal.ts';

const DIRECTIONS: readonly Direction[] = ['input', 'output'];

/** A vandal of logs in memory. */
export class MemoryVandal implements Vandal {
  readonly #site: MemorySite;
  readonly #victim: Victim;
  readonly #copies = new Map<Direction, readonly LogRecord[]>();

  constructor(site: MemorySite, victim: Victim) {
    this.#site = site;
    this.#victim = victim;
  }

  async copy(): Promise<void> {
    for (const direction of DIRECTIONS) this.#copies.set(direction, await this.#victim.records(direction));
  }

  /** Logs that are made in the same order have the same identities. */
  async putBack(direction: Direction): Promise<void> {
    const clock = new ReplayClock(this.#site.clock);
    const logs = this.#site.newLogs(clock);
    for (const each of DIRECTIONS) {
      const kept = each === direction ? this.#copies.get(each) : await this.#victim.records(each);
      const log = await logs.open(this.#name(each));
      for (const record of kept ?? []) {
        clock.at = record.arrival;
        await log.append([record]);
      }
      clock.at = undefined;
      await log.close();
    }
    this.#site.logs = logs;
  }

  async recreate(direction: Direction): Promise<void> {
    this.#site.logs.delete(this.#name(direction));
  }

  async expire(): Promise<void> {
    const log = await this.#site.logs.open(this.#name('input'));
    await log.trim({ bytes: 0, age: 0 }, Number.MAX_SAFE_INTEGER);
    await log.close();
  }

  #name(direction: Direction): LogName {
    return { tenant: this.#victim.spec.tenant, partition: 0, count: 1, direction };
  }
}

/** Gives records the arrivals they had. */
class ReplayClock implements Clock {
  readonly #clock: Clock;
  at: number | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  now(): number {
    return this.at ?? this.#clock.now();
  }
}
