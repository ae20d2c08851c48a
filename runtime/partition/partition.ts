import type { Modules } from '../../actors/catalog.ts';
import type { TenantSettings } from '../../actors/settings.ts';
import type { HourlyRollup } from '../../connectors/archive.ts';
import type { LogRecord } from '../../connectors/log.ts';
import type { MillraceError } from '../base/errors.ts';
import { limits } from '../base/limits.ts';
import { decodeActor, type EncodedActor } from './actor-codec.ts';
import { EventLines } from './event-lines.ts';
import { EventTurns } from './event-turns.ts';
import { Freezer } from './freezer.ts';
import { restoreHead } from './head-of.ts';
import { KeySlots } from './key-slots.ts';
import { eachLine } from './lines.ts';
import { LinkLines } from './link-lines.ts';
import type { Outbox, OutboxResult } from './outbox.ts';
import type { PartitionHead } from './partition-head.ts';
import { type PartitionPlace, PartitionState } from './partition-state.ts';
import { Passage } from './passage.ts';
import type { Quality } from './quality.ts';
import { partitionRole, type Role } from './role.ts';
import type { Stage } from './stage.ts';
import { Steering } from './steering.ts';
import { raiseTriggers } from './triggering.ts';
import { Turns } from './turns.ts';

export interface PartitionOptions {
  readonly place: PartitionPlace;
  readonly settings: TenantSettings;
  readonly modules: Modules;
  /** The input is a file: a record arrives at the greatest event time so far. Default false. */
  readonly bounded?: boolean;
  /** Events are counted by hour where the settings say so: somebody archives the counts. Default where the input is no file. */
  readonly counts?: boolean;
  /** Default: takes events. */
  readonly role?: Role;
}

/**
 * The stage that runs the actors of a slice of a tenant's keys. The same records from the same state give the same results
 * in the same order, on any machine, at any speed. It knows no clock, no chance, no I/O and no other partition.
 *
 * For one input the results are, in this order: windows that it closes; timers; the event's own, by analytic; then those of analytics
 * that take results of this stage, in the order of these.
 */
export class Partition implements Stage {
  readonly #state: PartitionState;
  readonly #freezer: Freezer;
  readonly #passage: Passage;
  readonly #lines: EventLines;
  readonly #links: LinkLines;
  readonly #steering: Steering;

  /**
   * @throws actor-settings-invalid, module-not-loaded.
   */
  constructor(options: PartitionOptions) {
    const { place, settings, modules, role = partitionRole, bounded = false, counts = !bounded } = options;
    const write = (slot: number): void => this.#freezer.write(slot);
    this.#state = new PartitionState(place, role, settings, modules, write, { bounded, counts });
    this.#freezer = new Freezer(this.#state);
    const turns = new Turns(this.#state);
    this.#passage = new Passage(this.#state, turns);
    const slots = new KeySlots(this.#state, this.#passage);
    const eventTurns = new EventTurns(this.#state, slots, this.#passage, turns, bounded);
    this.#lines = new EventLines(this.#state, this.#passage, eventTurns, bounded);
    this.#links = new LinkLines(this.#state, this.#lines);
    this.#steering = new Steering(this.#state, this.#passage, this.#lines, modules);
  }

  get outbox(): Outbox {
    return this.#state.outbox;
  }

  keyOf({ slot }: OutboxResult): string {
    return slot < 0 ? '' : this.#state.table.keyOf(slot);
  }

  targetOf(): undefined {
    return undefined;
  }

  clearOutbox(): void {
    this.#state.outbox.clear();
    this.#state.table.recycle();
  }

  useModules(modules: Modules): void {
    this.#steering.useModules(modules);
  }

  skipTo(sequence: number): void {
    this.#state.sequence = sequence;
  }

  passTo(sequence: number): void {
    this.#state.sequence = Math.max(this.#state.sequence, sequence);
  }

  get afterPart(): () => void {
    return this.#state.afterPart;
  }

  set afterPart(call: () => void) {
    this.#state.afterPart = call;
  }

  get onThrown(): (error: MillraceError) => void {
    return this.#state.onThrown;
  }

  set onThrown(call: (error: MillraceError) => void) {
    this.#state.onThrown = call;
  }

  get settings(): TenantSettings {
    return this.#state.settings;
  }

  get watermark(): number {
    return this.#state.watermark.value;
  }

  get logTime(): number {
    return this.#state.watermark.logTime;
  }

  get actors(): number {
    return this.#state.table.size;
  }

  get sequence(): number {
    return this.#state.sequence;
  }

  get quality(): Readonly<Quality> {
    return this.#state.quality;
  }

  get state(): PartitionState {
    return this.#state;
  }

  /** Passes over records of a kind it doesn't know. @throws settings-damaged; actor-failed where that is the policy. */
  take(record: LogRecord): void {
    const before = this.#begin(record.sequence);
    if (!this.#steering.take(record)) this.#record(record);
    raiseTriggers(this.#state, this.#lines.event, before);
    this.#links.take(record.sequence);
    this.#settle(record.sequence, before);
  }

  #record(record: LogRecord): void {
    const lines = this.#state.role.linesOf(record, this.#state.settings);
    if (lines === undefined) return;
    const { sequence, arrival } = record;
    const { key, payload } = lines;
    eachLine(payload, payload.length, (start, end, line) => {
      this.#state.line = line;
      this.#lines.take(sequence, arrival, key, payload, start, end);
      if (line > 0) this.#state.afterPart();
    });
  }

  /** Takes one line of a bounded input, bytes[start, end) without its newline. */
  takeLine(sequence: number, bytes: Uint8Array, start: number, end: number): void {
    const before = this.#begin(sequence);
    this.#lines.take(sequence, this.#state.watermark.logTime, '', bytes, start, end);
    this.#settle(sequence, before);
  }

  /** Ends a bounded input: closes all windows. */
  end(): void {
    const sequence = this.#state.sequence + 1;
    const before = this.#begin(sequence);
    const { watermark } = this.#state;
    const { logTime } = watermark;
    this.#passage.atEnd();
    // Events that come of its results are taken while what others know is still there.
    watermark.logTime = logTime;
    this.#links.take(sequence);
    this.#settle(sequence, before);
  }

  get waitsForTime(): boolean {
    return this.#state.waitsForTime;
  }

  freeze(
    all: boolean,
    onActor: (actor: EncodedActor) => void,
    onRollup: (rollup: HourlyRollup) => void = () => undefined,
  ): { head: PartitionHead; removed: readonly string[] } {
    return this.#freezer.start(all, { onActor, onRollup });
  }

  advanceFreeze(actors: number = limits.freezeActors): boolean {
    return this.#freezer.advance(actors);
  }

  abandonFreeze(): void {
    this.#freezer.abandon();
  }

  /** Actors changed since the last {@link freeze}. */
  get changedActors(): number {
    return this.#state.changes.count;
  }

  restore(head: PartitionHead): void {
    restoreHead(this.#state, head);
  }

  restoreActor(actor: EncodedActor, head: PartitionHead): void {
    decodeActor(this.#state, actor, head);
  }

  /** An input comes; returns how many results were there before. */
  #begin(sequence: number): number {
    const { outbox, turn } = this.#state;
    outbox.beginInput(sequence);
    turn.input = sequence;
    return outbox.count;
  }

  /** The input is taken; counts its results. */
  #settle(sequence: number, resultsBefore: number): void {
    const { outbox, quality } = this.#state;
    const results = quality.results;
    for (let i = resultsBefore; i < outbox.count; i++) {
      const output = outbox.outputOf(i);
      results[output] = (results[output] ?? 0) + 1;
    }
    this.#state.sequence = sequence;
  }
}
