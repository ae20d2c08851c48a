import type { TenantSettings } from '../../actors/settings.ts';
import type { Log } from '../../connectors/log.ts';
import type { Clock } from '../base/clock.ts';
import { IdleTicks } from '../delivery/idle.ts';
import type { Stage } from '../partition/stage.ts';
import { updateSettings } from './settings-update.ts';

/** What a partition writes where it has read its log to the end: settings that the configuration asks for, once, and ticks. */
export class LogEnd {
  readonly #input: Log;
  readonly #partition: Stage;
  readonly #wanted: TenantSettings;
  readonly #clock: Clock;
  readonly #ticks: IdleTicks;
  #settled = false;

  constructor(input: Log, partition: Stage, wanted: TenantSettings, clock: Clock) {
    this.#input = input;
    this.#partition = partition;
    this.#wanted = wanted;
    this.#clock = clock;
    this.#ticks = new IdleTicks(partition.settings.idleTimeout);
  }

  /** The end is reached. True when it wrote a record. */
  async reached(): Promise<boolean> {
    if (!this.#settled) {
      this.#settled = true;
      if (await updateSettings(this.#input, this.#partition.settings, this.#wanted)) return true;
    }
    if (!this.#ticks.isDue(this.#clock.now(), this.#partition.waitsForTime)) return false;
    await this.#input.append([{ kind: 'tick', payload: new Uint8Array(0) }]);
    return true;
  }

  /** Records that are no ticks were taken. */
  sawRecords(): void {
    this.#ticks.sawRecord(this.#clock.now());
  }

  /** Other settings are in force. */
  setIdleTimeout(idleTimeout: number): void {
    this.#ticks.setIdleTimeout(idleTimeout);
  }

  /** Milliseconds until a tick may be due. */
  tickDueIn(now: number): number {
    return this.#ticks.dueIn(now, this.#partition.waitsForTime);
  }
}
