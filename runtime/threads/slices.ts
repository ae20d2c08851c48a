import type { Modules } from '../../actors/catalog.ts';
import type { LogRecord } from '../../connectors/log.ts';
import { limits } from '../base/limits.ts';
import { loadModules } from '../modules/load-modules.ts';
import { readSettings } from '../partition/settings-change.ts';
import type { LogEnd } from './log-end.ts';
import type { PendingInput } from './pending-input.ts';
import type { PartitionSpec } from './protocol.ts';
import type { Rates } from './rates.ts';
import type { Held } from './take-over.ts';
import type { TurnTime } from './turn-time.ts';

/** What slices are taken from and measured by. */
export interface SliceParts {
  readonly pending: PendingInput;
  readonly end: LogEnd;
  readonly rates: Rates;
  readonly time: TurnTime;
  /** Told when records are about to be taken. */
  readonly stirs: () => void;
}

/** Takes a partition's records in bounded slices and publishes what each slice gives. */
export class Slices {
  readonly #spec: PartitionSpec;
  readonly #held: Held;
  readonly #parts: SliceParts;
  /** Input that it is held back from, and whether it has come there. */
  readonly #before: number;
  #isHeldBack: boolean;
  #last: LogRecord | undefined;

  constructor(spec: PartitionSpec, held: Held, parts: SliceParts) {
    this.#spec = spec;
    this.#held = held;
    this.#parts = parts;
    this.#before = spec.quarantine?.before ?? Number.POSITIVE_INFINITY;
    this.#isHeldBack = held.continuity.last + 1 >= this.#before;
  }

  /** The newest record taken; undefined: none yet. */
  get last(): LogRecord | undefined {
    return this.#last;
  }

  /** Whether the next record is one that may not be taken. */
  get isHeldBack(): boolean {
    return this.#isHeldBack;
  }

  /** Takes records for a bounded time; false when there was nothing to take, or nothing may be taken yet. */
  async take(): Promise<boolean> {
    const { pending, end, rates, time, stirs } = this.#parts;
    if (!(await pending.fill())) return await end.reached();
    const { partition, publisher, replay, turn } = this.#held;
    // What is computed again has been within the rates already.
    const isReplay = (pending.next as LogRecord).sequence <= replay.upTo;
    const granted = isReplay ? Number.POSITIVE_INFINITY : rates.grant(pending.count);
    if (granted === 0) return false;
    stirs();
    const before = partition.quality.records;
    const sent = publisher.sent;
    time.begin();
    const arrivals = await this.#takeSome(isReplay, before + granted);
    time.worked();
    await publisher.publish(partition, arrivals);
    if (turn.isLast) time.worked();
    if (!isReplay) rates.settle(granted, partition.quality.records - before, publisher.sent - sent);
    return true;
  }

  /** @param most records in all, after which it takes no more. @returns arrivals of the inputs that are answered now, not again. */
  async #takeSome(isReplay: boolean, most: number): Promise<readonly number[]> {
    const { pending, end, time } = this.#parts;
    const { partition, continuity, replay, turn } = this.#held;
    const arrivals: number[] = [];
    let isIdle = true;
    for (let record = pending.next; record !== undefined; record = pending.next) {
      if (isReplay && record.sequence > replay.upTo) break;
      this.#isHeldBack = record.sequence >= this.#before;
      if (this.#isHeldBack) break;
      pending.pass();
      if (continuity.admit(record.sequence) === 'drop') continue;
      if (record.kind === 'settings') await this.#prepareSettings(record);
      turn.begin(record.sequence);
      try {
        partition.take(record);
      } finally {
        turn.end();
      }
      this.#last = record;
      if (record.sequence > replay.upTo) arrivals.push(record.arrival);
      if (record.kind !== 'tick') isIdle = false;
      if (partition.outbox.count >= limits.appendRecords || partition.quality.records >= most) break;
      if (time.isOver) break;
    }
    if (!isIdle) end.sawRecords();
    return arrivals;
  }

  /** New settings may name modules that are not loaded yet; a partition itself waits for nothing. */
  async #prepareSettings(record: LogRecord): Promise<void> {
    const { settings } = readSettings(record);
    const load = async (): Promise<Modules> => await loadModules(settings, this.#spec.folder);
    this.#held.partition.useModules(await this.#held.turn.whileLoading(load));
    this.#parts.end.setIdleTimeout(settings.idleTimeout);
  }
}
