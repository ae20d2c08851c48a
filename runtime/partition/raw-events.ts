import { type Modules, makeFormat } from '../../actors/catalog.ts';
import { Event } from '../../actors/event.ts';
import type { Format } from '../../actors/formats/format.ts';
import type { TenantSettings } from '../../actors/settings.ts';
import type { RawEvent } from '../../connectors/archive.ts';
import type { LogRecord } from '../../connectors/log.ts';
import { decodeLine, isOfKey } from './decode-line.ts';
import { eachLine } from './lines.ts';
import type { PartitionPlace } from './partition-state.ts';
import { REDRIVE, readRedrive } from './redrive-record.ts';
import { Redriven, type RedrivenHead } from './redriven.ts';

/** Takes the valid events out of a partition's input records, as the partition itself does. */
export class RawEvents {
  readonly #place: PartitionPlace;
  readonly #event = new Event();
  readonly #redriven = new Redriven();
  #format: Format;
  #maxBytes: number;

  /** @param redriven what had come back where the records begin; undefined: nothing. @throws module-not-loaded. */
  constructor(place: PartitionPlace, settings: TenantSettings, modules: Modules, redriven?: RedrivenHead) {
    this.#redriven.restore(redriven);
    this.#place = place;
    this.#format = makeFormat(settings.input, modules);
    this.#maxBytes = settings.input.maxRecordBytes;
  }

  /** Records from here on are under these. @throws module-not-loaded. */
  change(settings: TenantSettings, modules: Modules): void {
    this.#format = makeFormat(settings.input, modules);
    this.#maxBytes = settings.input.maxRecordBytes;
  }

  /** Returns what makes the records taken from here on untaken. */
  mark(): () => void {
    const head = this.#redriven.encode();
    return () => this.#redriven.restore(head);
  }

  /** The valid events of the log's next record, each with its place among all lines. */
  of(record: LogRecord): RawEvent[] {
    if (record.kind === 'event') return this.#lines(record);
    return record.kind === REDRIVE ? this.#redriveOf(record) : [];
  }

  /** A wrong line that is valid by now. A dead letter was an event before. */
  #redriveOf(record: LogRecord): RawEvent[] {
    const { sequence } = record;
    const redrive = readRedrive(record);
    if (redrive === undefined || !this.#redriven.admits(redrive.head)) return [];
    const { head, line } = redrive;
    if (head.of !== 'wrong' || (head.to !== undefined && head.to !== this.#place.index)) return [];
    if (!this.#isValid(head.key ?? '', line, 0, line.length)) return [];
    return [{ sequence, index: 0, time: this.#event.time, payload: line.slice() }];
  }

  #lines({ sequence, key, payload }: LogRecord): RawEvent[] {
    const events: RawEvent[] = [];
    let index = 0;
    eachLine(payload, payload.length, (start, end) => {
      if (this.#isValid(key, payload, start, end)) {
        events.push({ sequence, index, time: this.#event.time, payload: payload.slice(start, end) });
      }
      index++;
    });
    return events;
  }

  #isValid(key: string, bytes: Uint8Array, start: number, end: number): boolean {
    const { index, count } = this.#place;
    const event = this.#event;
    if (decodeLine(this.#format, this.#maxBytes, bytes, start, end, event) !== '') return false;
    return (key === '' || isOfKey(event, key)) && (count === 1 || event.hash % count === index);
  }
}
