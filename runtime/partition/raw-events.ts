import { type Modules, makeFormat } from '../../actors/catalog.ts';
import { Event } from '../../actors/event.ts';
import type { Format } from '../../actors/formats/format.ts';
import type { TenantSettings } from '../../actors/settings.ts';
import type { RawEvent } from '../../connectors/archive.ts';
import type { LogRecord } from '../../connectors/log.ts';
import { decodeLine, isOfKey } from './decode-line.ts';
import { eachLine } from './lines.ts';
import type { PartitionPlace } from './partition-state.ts';

/** Takes the valid events out of a partition's input records, as the partition itself does. */
export class RawEvents {
  readonly #place: PartitionPlace;
  readonly #event = new Event();
  #format: Format;
  #maxBytes: number;

  /** @throws module-not-loaded. */
  constructor(place: PartitionPlace, settings: TenantSettings, modules: Modules) {
    this.#place = place;
    this.#format = makeFormat(settings.input, modules);
    this.#maxBytes = settings.input.maxRecordBytes;
  }

  /** Records from here on are under these. @throws module-not-loaded. */
  change(settings: TenantSettings, modules: Modules): void {
    this.#format = makeFormat(settings.input, modules);
    this.#maxBytes = settings.input.maxRecordBytes;
  }

  /** The valid events of a record of kind `event`, each with its place among all lines. */
  of({ sequence, key, payload }: LogRecord): RawEvent[] {
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
