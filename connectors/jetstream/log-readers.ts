import type { LogRecord } from '../log.ts';
import { type ReaderPlace, RecordReader } from './record-reader.ts';
import { nextAfter } from './stream-lookups.ts';

/** Who reads a log: its owner, from where it was taken over on, and beside it anybody who asks for a sequence. */
export class LogReaders {
  readonly #place: ReaderPlace;
  #any: RecordReader | undefined;
  #owner: RecordReader | undefined;

  constructor(place: ReaderPlace) {
    this.#place = place;
  }

  async read(from: number, limit: number): Promise<readonly LogRecord[]> {
    if (this.#owner !== undefined && this.#owner.position < from) return await this.#owner.read(limit);
    const reader = await this.#anyAt(from);
    if (reader.waiting > 0) return await reader.read(limit);
    const isThere = (await nextAfter(this.#place.jsm, this.#place.name, from - 1)) !== undefined;
    return isThere ? await reader.read(limit, true) : [];
  }

  async wait(after: number, timeout: number, signal: AbortSignal): Promise<void> {
    const reader = this.#owner ?? (await this.#anyAt(after + 1));
    await reader.start();
    await reader.wait(timeout, signal);
  }

  /** As the newest record that came says of those behind it. */
  async unread(after: number): Promise<number> {
    if (this.#owner !== undefined) return this.#owner.unread;
    const reader = await this.#anyAt(after + 1);
    await reader.start();
    return reader.unread;
  }

  /** From now on an owner reads, behind a sequence. Begins with {@link start}. */
  async own(epoch: number, after: number): Promise<void> {
    await this.#owner?.close();
    this.#owner = new RecordReader(this.#place, after, epoch);
  }

  async start(): Promise<void> {
    await this.#owner?.start();
  }

  async ack(sequence: number): Promise<void> {
    await this.#owner?.ack(sequence);
  }

  /** The connection has broken. */
  breakOff(): void {
    this.#owner?.breakOff();
    this.#any?.breakOff();
  }

  async close(): Promise<void> {
    await this.#owner?.close();
    await this.#any?.close();
  }

  /** A reader whose next record is at a sequence or behind it. */
  async #anyAt(from: number): Promise<RecordReader> {
    if (this.#any?.position === from - 1) return this.#any;
    await this.#any?.close();
    this.#any = new RecordReader(this.#place, from - 1);
    return this.#any;
  }
}
