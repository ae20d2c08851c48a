import type { Modules } from '../../actors/catalog.ts';
import type { LogRecord } from '../../connectors/log.ts';
import { BATCH } from '../batch/batch-record.ts';
import type { EventLines } from './event-lines.ts';
import { joinModules } from './loaded-modules.ts';
import type { PartitionState } from './partition-state.ts';
import type { Passage } from './passage.ts';
import { REDRIVE, readRedrive } from './redrive-record.ts';
import { applyRepair, REPAIR, readRepair } from './repair.ts';
import { changeSettings } from './settings-change.ts';
import { takeReport } from './triggering.ts';

/** The records that steer a partition: of all kinds but those that its role reads lines from. */
export class Steering {
  readonly #state: PartitionState;
  readonly #passage: Passage;
  readonly #lines: EventLines;
  #modules: Modules;

  constructor(state: PartitionState, passage: Passage, lines: EventLines, modules: Modules) {
    this.#state = state;
    this.#passage = passage;
    this.#lines = lines;
    this.#modules = modules;
  }

  /** Modules for settings that are about to come. */
  useModules(modules: Modules): void {
    this.#modules = joinModules(this.#modules, modules);
  }

  /** Takes a record of a kind that steers; false: it is of another. @throws settings-damaged, module-not-loaded. */
  take(record: LogRecord): boolean {
    if (record.kind === 'tick') this.#tick(record.arrival);
    else if (record.kind === 'settings') this.#settings(record);
    else if (record.kind === REDRIVE) this.#redrive(record);
    else if (record.kind === REPAIR) this.#repair(record);
    else if (record.kind === BATCH) takeReport(this.#state, record);
    else return false;
    return true;
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

  #settings(record: LogRecord): void {
    this.#state.watermark.arrive(record.arrival);
    this.#state.turn.logTime = this.#state.watermark.logTime;
    changeSettings(this.#state, this.#passage, this.#modules, record);
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
    this.#lines.take(record.sequence, record.arrival, head.key ?? '', line, 0, line.length);
    if (head.analytic !== undefined) state.takeOnly(undefined);
  }

  /** What was due before is still done with the state as it was. */
  #repair(record: LogRecord): void {
    const { watermark, turn, timers } = this.#state;
    turn.logTime = watermark.arrive(record.arrival);
    if (timers.size > 0) this.#passage.fireDue();
    const repair = readRepair(record);
    if (repair !== undefined) applyRepair(this.#state, repair);
  }
}
