import { type Modules, makeFormat } from '../../actors/catalog.ts';
import { Event } from '../../actors/event.ts';
import type { Format } from '../../actors/formats/format.ts';
import type { PartitionIndex } from '../../connectors/log.ts';
import type { Channel } from '../channel/channel.ts';
import { decodeLine } from '../partition/decode-line.ts';

/**
 * Finds the partition of a line that was wrong. At a broker its key finds it, by the ingest stage; on the embedded log the sender
 * has to know: a line that has a key by now may have been set aside in another partition than the key's.
 */
export class LineRouting {
  readonly #channel: Channel;
  readonly #format: Format;
  readonly #event = new Event();

  /** @throws module-not-loaded. */
  constructor(channel: Channel, modules: Modules) {
    this.#channel = channel;
    this.#format = makeFormat(channel.settings.input, modules);
  }

  /** @param own where it was set aside. */
  partitionOf(line: Uint8Array, own: PartitionIndex): PartitionIndex {
    const { log, partitions, settings } = this.#channel;
    if (log.kind === 'jetstream') return own;
    const wrong = decodeLine(this.#format, settings.input.maxRecordBytes, line, 0, line.length, this.#event);
    return wrong === '' ? this.#event.hash % partitions : own;
  }
}
