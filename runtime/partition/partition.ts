import type { Modules } from '../../actors/catalog.ts';
import { Event } from '../../actors/event.ts';
import type { TenantSettings } from '../../actors/settings.ts';
import type { HourlyRollup } from '../../connectors/archive.ts';
import type { LogRecord } from '../../connectors/log.ts';
import { limits } from '../base/limits.ts';
import { BATCH } from '../batch/batch-record.ts';
import { decodeActor, type EncodedActor } from './actor-codec.ts';
import { NO_SLOT } from './actor-table.ts';
import { decodeLine, isOfKey } from './decode-line.ts';
import { Freezer } from './freezer.ts';
import { eachLine } from './lines.ts';
import { joinModules } from './loaded-modules.ts';
import type { Outbox, OutboxResult } from './outbox.ts';
import type { PartitionHead } from './partition-head.ts';
import { type PartitionPlace, PartitionState } from './partition-state.ts';
import { Passage } from './passage.ts';
import type { Quality } from './quality.ts';
import { REDRIVE, readRedrive } from './redrive-record.ts';
import { applyRepair, REPAIR, readRepair } from './repair.ts';
import { partitionRole, type Role } from './role.ts';
import { RollupSweep } from './rollup-sweep.ts';
import { wrongLineResult } from './set-aside.ts';
import { changeSettings } from './settings-change.ts';
import type { Stage } from './stage.ts';
import { raiseTriggers, takeReport } from './triggering.ts';
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
 * For one input the results are, in this order: windows that it closes; timers; the event's own, by analytic.
 */
export class Partition implements Stage {
  readonly #state: PartitionState;
  readonly #freezer: Freezer;
  readonly #turns: Turns;
  readonly #passage: Passage;
  readonly #sweep: RollupSweep;
  #modules: Modules;
  readonly #bounded: boolean;
  readonly #event = new Event();

  /**
   * @throws actor-settings-invalid, module-not-loaded.
   */
  constructor(options: PartitionOptions) {
    const { place, settings, modules, role = partitionRole, bounded = false, counts = !bounded } = options;
    this.#modules = modules;
    this.#bounded = bounded;
    const write = (slot: number): void => this.#freezer.write(slot);
    this.#state = new PartitionState(place, role, settings, modules, write, { bounded, counts });
    this.#freezer = new Freezer(this.#state);
    this.#turns = new Turns(this.#state);
    this.#passage = new Passage(this.#state, this.#turns);
    this.#sweep = new RollupSweep(this.#state);
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
    this.#modules = joinModules(this.#modules, modules);
  }

  skipTo(sequence: number): void {
    this.#state.sequence = sequence;
  }

  passTo(sequence: number): void {
    this.#state.sequence = Math.max(this.#state.sequence, sequence);
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
    if (record.kind === 'tick') this.#tick(record.arrival);
    else if (record.kind === 'settings') this.#settings(record);
    else if (record.kind === REDRIVE) this.#redrive(record);
    else if (record.kind === REPAIR) this.#repair(record);
    else if (record.kind === BATCH) takeReport(this.#state, record);
    else this.#record(record);
    raiseTriggers(this.#state, this.#event, before);
    this.#settle(record.sequence, before);
  }

  #record(record: LogRecord): void {
    const lines = this.#state.role.linesOf(record, this.#state.settings);
    if (lines === undefined) return;
    const { sequence, arrival } = record;
    const { key, payload } = lines;
    eachLine(payload, payload.length, (start, end, line) => {
      this.#state.line = line;
      this.#line(sequence, arrival, key, payload, start, end);
    });
  }

  /** Takes a set-aside line as a new event, unless it has come back before: then the record is ignored whole. */
  #redrive(record: LogRecord): void {
    const state = this.#state;
    const redrive = readRedrive(record);
    if (redrive === undefined || !state.redriven.admits(redrive.head)) return;
    const { head, line } = redrive;
    if (head.to !== undefined && head.to !== state.place.index) return;
    state.line = 0;
    // The others have taken the event when it was sent.
    if (head.analytic !== undefined) state.takeOnly(head.analytic);
    this.#line(record.sequence, record.arrival, head.key ?? '', line, 0, line.length);
    if (head.analytic !== undefined) state.takeOnly(undefined);
  }

  /** Takes one line of a bounded input, bytes[start, end) without its newline. */
  takeLine(sequence: number, bytes: Uint8Array, start: number, end: number): void {
    const before = this.#begin(sequence);
    this.#line(sequence, this.#state.watermark.logTime, '', bytes, start, end);
    this.#settle(sequence, before);
  }

  /** Ends a bounded input: closes all windows. */
  end(): void {
    const sequence = this.#state.sequence + 1;
    const before = this.#begin(sequence);
    this.#passage.atEnd();
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
    const { watermark } = this.#state;
    watermark.value = head.watermark;
    watermark.greatest = head.greatest;
    watermark.logTime = head.logTime;
    watermark.lastRecord = head.lastRecord;
    this.#state.keptHours.moveTo(head.greatest);
    this.#state.quality = structuredClone(head.quality);
    this.#state.sequence = head.sequence;
    this.#state.redriven.restore(head.redriven);
    if (head.triggers !== undefined) this.#state.triggers?.restore(head.triggers);
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

  /** `key` is the one it was sent with; empty when none. */
  #line(sequence: number, arrival: number, key: string, bytes: Uint8Array, start: number, end: number): void {
    const { watermark, quality, maxLineBytes, place, format } = this.#state;
    const event = this.#event;
    quality.records++;
    quality.bytes += end - start;
    let wrong = decodeLine(format, maxLineBytes, bytes, start, end, event);
    if (wrong === '' && key !== '' && !isOfKey(event, key)) wrong = `its key is not the one it was sent with, ${key}`;
    if (wrong === '' && place.count > 1 && event.hash % place.count !== place.index) {
      wrong = 'its key belongs to another partition';
    }
    event.arrival = watermark.arrive(this.#bounded && wrong === '' && event.time > arrival ? event.time : arrival);
    if (wrong !== '') {
      if (this.#state.timers.size > 0) {
        this.#state.turn.logTime = watermark.logTime;
        this.#passage.fireDue();
      }
      this.#wrongLine(bytes, start, end, wrong);
      return;
    }
    event.sequence = sequence;
    quality.events++;
    if (event.time < watermark.greatest) quality.outOfOrder++;
    if (event.time > event.arrival) quality.early++;
    watermark.observe(event.time);
    this.#eventTurns(event, bytes, start, end);
  }

  #eventTurns(event: Event, bytes: Uint8Array, start: number, end: number): void {
    const state = this.#state;
    const { analytics, watermark } = state;
    const isTaken = !state.filtered || analytics.some((_, position) => state.takes(position, event));
    const counts = state.counts && state.only === undefined;
    const slot = isTaken || counts ? this.#slotFor(event, isTaken) : NO_SLOT;
    state.turn.logTime = watermark.logTime;
    this.#passage.atEvent(isTaken ? slot : NO_SLOT, event);
    if (isTaken) {
      state.turn.atEvent(slot, event);
      for (let position = 0; position < analytics.length; position++) {
        if (!state.filtered || state.takes(position, event))
          this.#turns.event(position, slot, event, bytes, start, end);
      }
      state.table.note(slot, event);
      if (state.timers.size > 0) this.#passage.fireDue();
      if (state.expireAfter !== Number.POSITIVE_INFINITY) state.expiry.watch(slot, event.arrival + state.expireAfter);
    }
    if (!this.#bounded) this.#count(slot, event, counts);
    if (state.expiry.next <= watermark.logTime) this.#passage.forgetSilent();
  }

  /** Counts an event in its hour, if it counts. */
  #count(slot: number, event: Event, counts: boolean): void {
    const { rollups, keptHours, watermark } = this.#state;
    if (keptHours.moveTo(watermark.greatest)) this.#sweep.begin();
    if (counts) rollups.note(slot, event.time, event.active, keptHours);
    this.#sweep.step();
  }

  /** The slot of the event's key, made if need be and about to change. @param isTaken whether an analytic takes the event. */
  #slotFor(event: Event, isTaken: boolean): number {
    const state = this.#state;
    const { table, changes } = state;
    let slot = table.find(event.keyBytes, event.keyLength, event.hash);
    if (slot !== NO_SLOT && state.expireAfter !== Number.POSITIVE_INFINITY) {
      this.#passage.forgetExpired(slot);
      if (!table.isInUse(slot)) slot = NO_SLOT;
    }
    if (slot === NO_SLOT) {
      changes.touch(table.nextSlot());
      slot = table.assign(event.keyBytes, event.keyLength, event.hash);
      if (state.keyClocked) state.keyClock.reset(slot);
    } else changes.touch(slot);
    if (state.keyClocked && isTaken) state.keyClock.observe(slot, event.time, state.watermark);
    return slot;
  }

  #wrongLine(bytes: Uint8Array, start: number, end: number, reason: string): void {
    const { outbox, quality, maxLineBytes, line } = this.#state;
    quality.wrong++;
    outbox.add('error', NO_SLOT, wrongLineResult(bytes, start, end, maxLineBytes, reason, quality.wrong, line));
  }

  #tick(arrival: number): void {
    const { watermark, quality, turn } = this.#state;
    const idle = watermark.idleBy(arrival);
    if (idle === undefined) return;
    quality.ticks++;
    watermark.pass(arrival, idle);
    turn.logTime = watermark.logTime;
    this.#passage.atTick(idle);
  }

  /** What was due before is still done with the state as it was. */
  #repair(record: LogRecord): void {
    const { watermark, turn, timers } = this.#state;
    turn.logTime = watermark.arrive(record.arrival);
    if (timers.size > 0) this.#passage.fireDue();
    const repair = readRepair(record);
    if (repair !== undefined) applyRepair(this.#state, repair);
  }

  #settings(record: LogRecord): void {
    this.#state.watermark.arrive(record.arrival);
    this.#state.turn.logTime = this.#state.watermark.logTime;
    changeSettings(this.#state, this.#passage, this.#modules, record);
  }
}
