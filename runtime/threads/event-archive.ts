import { setImmediate as yieldToOthers } from 'node:timers/promises';
import type { Modules } from '../../actors/catalog.ts';
import type { TenantSettings } from '../../actors/settings.ts';
import type { Archive, RawEvent } from '../../connectors/archive.ts';
import type { Log, LogRecord } from '../../connectors/log.ts';
import { limits } from '../base/limits.ts';
import { RawEvents } from '../partition/raw-events.ts';
import type { RedrivenHead } from '../partition/redriven.ts';
import { readSettings } from '../partition/settings-change.ts';

/** Whose events are kept, where, and for how long. */
export interface EventArchiveParts {
  readonly archive: Archive;
  readonly tenant: string;
  readonly place: { readonly index: number; readonly count: number };
  /** A handle of its own on the input log: it reads behind the partition. */
  readonly open: () => Promise<Log>;
  readonly loadModules: (settings: TenantSettings) => Promise<Modules>;
  /** Does what may run users' code. */
  readonly inTurn: <T>(work: () => T) => T;
  /** Milliseconds that they are kept. */
  readonly keep: number;
}

/**
 * Copies a partition's valid events from its input log into the archive, up to each checkpoint before it commits: the log is the
 * queue, so that nothing waits in memory and no result waits for it. Copying twice leaves one.
 */
export class EventArchive {
  readonly #parts: EventArchiveParts;
  #settings: TenantSettings;
  /** Sequence up to which all is archived. */
  #done: number;
  readonly #redriven: RedrivenHead | undefined;
  #input: Log | undefined;
  #events: RawEvents | undefined;

  /** @param after the checkpoint's sequence, and what is in force there: settings, and what was redriven. */
  constructor(parts: EventArchiveParts, after: number, settings: TenantSettings, redriven: RedrivenHead | undefined) {
    this.#redriven = redriven;
    this.#parts = parts;
    this.#done = after;
    this.#settings = settings;
  }

  /** Archives everything up to a record that has been taken. @throws what the log and the archive throw: to be called again. */
  async upTo(last: number, signal: AbortSignal): Promise<void> {
    const { open, loadModules, place } = this.#parts;
    if (this.#done >= last) return;
    this.#input ??= await open();
    this.#events ??= new RawEvents(place, this.#settings, await loadModules(this.#settings), this.#redriven);
    while (this.#done < last) {
      signal.throwIfAborted();
      const records = await this.#input.read(this.#done + 1, limits.sliceRecords);
      if (records.length === 0) await this.#input.wait(this.#done, limits.followMilliseconds, signal);
      else
        await this.#copy(
          this.#events,
          records.filter(({ sequence }) => sequence <= last),
        );
      if ((records.at(-1)?.sequence ?? 0) >= last) this.#done = last;
    }
  }

  async #copy(events: RawEvents, records: readonly LogRecord[]): Promise<void> {
    const undo = events.mark();
    try {
      let lot: RawEvent[] = [];
      for (const record of records) {
        if (record.kind === 'settings') await this.#change(events, record);
        lot.push(...this.#parts.inTurn(() => events.of(record)));
        if (lot.length >= limits.archivedRows) lot = await this.#put(lot);
      }
      await this.#put(lot);
    } catch (thrown) {
      // They are copied again.
      undo();
      throw thrown;
    }
    this.#done = Math.max(this.#done, records.at(-1)?.sequence ?? 0);
  }

  async #put(lot: RawEvent[]): Promise<RawEvent[]> {
    const { archive, tenant, place, keep } = this.#parts;
    if (lot.length > 0) await archive.putEvents(tenant, place.index, lot, keep);
    // An embedded archive answers at once: the events have their turn before the next lot.
    await yieldToOthers();
    return [];
  }

  async #change(events: RawEvents, record: LogRecord): Promise<void> {
    const { settings } = readSettings(record);
    events.change(settings, await this.#parts.loadModules(settings));
    this.#settings = settings;
  }
}
