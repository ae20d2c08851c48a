import { type Modules, makeFormat } from '../../actors/catalog.ts';
import { Event } from '../../actors/event.ts';
import type { Format } from '../../actors/formats/format.ts';
import type { TenantSettings } from '../../actors/settings.ts';
import type { LogRecord } from '../../connectors/log.ts';
import { decodeLine } from '../partition/decode-line.ts';
import { eachLine } from '../partition/lines.ts';
import { joinModules } from '../partition/loaded-modules.ts';
import { Outbox, type OutboxResult } from '../partition/outbox.ts';
import type { PartitionHead } from '../partition/partition-head.ts';
import { noQuality, type Quality } from '../partition/quality.ts';
import { REDRIVE, readRedrive } from '../partition/redrive-record.ts';
import { Redriven } from '../partition/redriven.ts';
import { wrongLineResult } from '../partition/set-aside.ts';
import { readSettings } from '../partition/settings-change.ts';
import type { Stage } from '../partition/stage.ts';

/** The output of lines that go on to their partitions. */
export const MID = 'mid';

/**
 * The stage before a tenant's partitions: takes what was sent without a key, sets the wrong lines aside as errors, and sends
 * every other one on to the partition of its key, as it came. It has no actors and no sense of time.
 */
export class IngestStage implements Stage {
  readonly outbox = new Outbox();
  readonly waitsForTime = false;
  readonly watermark = Number.NEGATIVE_INFINITY;
  readonly actors = 0;
  readonly state = undefined;
  afterPart = (): void => undefined;
  /** It has no analytics. */
  onThrown = (): void => undefined;
  readonly #count: number;
  readonly #event = new Event();
  /** Of the lines in the outbox that go on; a result's slot is the position in both. */
  #keys: string[] = [];
  #targets: number[] = [];
  #modules: Modules;
  #settings: TenantSettings;
  #format: Format;
  #quality: Quality = noQuality();
  readonly #redriven = new Redriven();
  #sequence = 0;
  #logTime = Number.NEGATIVE_INFINITY;

  /** @param options.count partitions of the tenant. @throws module-not-loaded. */
  constructor(options: { count: number; settings: TenantSettings; modules: Modules }) {
    this.#count = options.count;
    this.#settings = options.settings;
    this.#modules = options.modules;
    this.#format = makeFormat(options.settings.input, options.modules);
  }

  take({ sequence, arrival, kind, payload }: LogRecord): void {
    if (kind === 'event') {
      this.outbox.beginInput(sequence);
      this.#pass(arrival);
      eachLine(payload, payload.length, (start, end, line) => {
        this.#line(payload, start, end, line);
        this.afterPart();
      });
    } else if (kind === REDRIVE) {
      this.outbox.beginInput(sequence);
      this.#redrive(arrival, payload);
    } else if (kind === 'settings') {
      this.#pass(arrival);
      this.#change(readSettings({ sequence, payload }).settings);
    }
    this.#sequence = sequence;
  }

  get sequence(): number {
    return this.#sequence;
  }

  skipTo(sequence: number): void {
    this.#sequence = sequence;
  }

  passTo(sequence: number): void {
    this.#sequence = Math.max(this.#sequence, sequence);
  }

  keyOf({ slot }: OutboxResult): string {
    return this.#keys[slot] ?? '';
  }

  targetOf({ slot }: OutboxResult): number | undefined {
    return this.#targets[slot];
  }

  clearOutbox(): void {
    this.outbox.clear();
    this.#keys = [];
    this.#targets = [];
  }

  get settings(): TenantSettings {
    return this.#settings;
  }

  useModules(modules: Modules): void {
    this.#modules = joinModules(this.#modules, modules);
  }

  get quality(): Readonly<Quality> {
    return this.#quality;
  }

  get logTime(): number {
    return this.#logTime;
  }

  freeze(): { head: PartitionHead; removed: readonly string[] } {
    const head = {
      sequence: this.#sequence,
      watermark: this.watermark,
      greatest: Number.NEGATIVE_INFINITY,
      logTime: this.#logTime,
      lastRecord: this.#logTime,
      quality: structuredClone(this.#quality),
      settings: this.#settings,
      versions: [],
      redriven: this.#redriven.encode(),
    };
    return { head, removed: [] };
  }

  /** The head is all there is. */
  advanceFreeze(): boolean {
    return false;
  }

  abandonFreeze(): void {}

  restore({ sequence, logTime, quality, redriven }: PartitionHead): void {
    this.#redriven.restore(redriven);
    this.#sequence = sequence;
    this.#logTime = logTime;
    this.#quality = structuredClone(quality);
  }

  restoreActor(): void {}

  /** Takes a wrong line again, unless it has come back before. */
  #redrive(arrival: number, payload: Uint8Array): void {
    const redrive = readRedrive({ payload });
    if (redrive === undefined || !this.#redriven.admits(redrive.head)) return;
    this.#pass(arrival);
    this.#line(redrive.line, 0, redrive.line.length, 0);
  }

  /** `line` as {@link eachLine} counts. */
  #line(bytes: Uint8Array, start: number, end: number, line: number): void {
    const quality = this.#quality;
    const { maxRecordBytes } = this.#settings.input;
    quality.records++;
    quality.bytes += end - start;
    const wrong = decodeLine(this.#format, maxRecordBytes, bytes, start, end, this.#event);
    if (wrong !== '') {
      quality.wrong++;
      if (end - start > maxRecordBytes) quality.tooLong++;
      this.#counted('error');
      this.outbox.add('error', -1, wrongLineResult(bytes, start, end, maxRecordBytes, wrong, quality.wrong, line));
      return;
    }
    quality.events++;
    this.#counted(MID);
    this.outbox.addBytes(MID, this.#keys.length, bytes, start, end);
    this.#keys.push(this.#event.key);
    this.#targets.push(this.#event.hash % this.#count);
  }

  #counted(output: string): void {
    const { results } = this.#quality;
    results[output] = (results[output] ?? 0) + 1;
  }

  #change(settings: TenantSettings): void {
    this.#settings = settings;
    this.#format = makeFormat(settings.input, this.#modules);
  }

  #pass(arrival: number): void {
    if (arrival > this.#logTime) this.#logTime = arrival;
  }
}
