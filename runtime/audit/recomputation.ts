import type { TenantSettings } from '../../actors/settings.ts';
import type { Log, LogRecord } from '../../connectors/log.ts';
import { canonicalJson, shortHash } from '../base/canonical.ts';
import { limits } from '../base/limits.ts';
import { Continuity } from '../delivery/continuity.ts';
import { loadModules } from '../modules/load-modules.ts';
import { readSettings } from '../partition/settings-change.ts';
import type { Stage } from '../partition/stage.ts';
import type { ExpectedResult } from './differences.ts';

/** Settings from an input on. */
export interface SettingsSeen {
  /** First input that they are in force for. */
  readonly from: number;
  /** As proofs name them. */
  readonly hash: string;
}

/** The log began under other settings than it was taken to. */
export class OtherBeginning extends Error {
  readonly settings: TenantSettings;

  constructor(settings: TenantSettings) {
    super('the log began under other settings');
    this.settings = settings;
  }
}

/** Takes a partition's input log through a stage of its own, record by record, as its owners did. */
export class Recomputation {
  readonly #input: Log;
  readonly #stage: Stage;
  readonly #folder: string;
  readonly #to: number;
  readonly #continuity: Continuity;
  readonly #settings: SettingsSeen[];
  #isGuess: boolean;
  #records: readonly LogRecord[] = [];
  #at = 0;
  #taken = 0;

  /**
   * @param options.to newest input to take.
   * @param options.isGuess whether the stage's settings are a guess of what the log began with.
   * @param options.folder what the settings' paths are relative to.
   */
  constructor(options: {
    readonly input: Log;
    readonly stage: Stage;
    readonly folder: string;
    readonly to: number;
    readonly isGuess: boolean;
  }) {
    this.#input = options.input;
    this.#stage = options.stage;
    this.#folder = options.folder;
    this.#to = options.to;
    this.#isGuess = options.isGuess;
    this.#continuity = new Continuity(options.stage.sequence, options.input.isDense);
    this.#settings = [{ from: options.stage.sequence + 1, hash: hashOf(options.stage.settings) }];
  }

  /** Everything up to this input has been taken. */
  get reached(): number {
    return this.#stage.sequence;
  }

  /** Records taken. */
  get taken(): number {
    return this.#taken;
  }

  get settings(): readonly SettingsSeen[] {
    return this.#settings;
  }

  /**
   * Takes records until an input has been taken, or all up to it, and hands over what they give.
   *
   * @throws log-gap, settings-damaged, module-not-loaded, {@link OtherBeginning}.
   */
  async advance(until: number, expect: (result: ExpectedResult) => void): Promise<void> {
    const goal = Math.min(until, this.#to);
    while (this.reached < goal) {
      const record = this.#records[this.#at] ?? (await this.#read());
      if (record === undefined || record.sequence > this.#to) {
        this.#stage.passTo(this.#to);
        return;
      }
      this.#at++;
      if (this.#continuity.admit(record.sequence) === 'drop') continue;
      if (record.kind === 'settings') await this.#change(record);
      this.#stage.take(record);
      this.#taken++;
      this.#handOver(expect);
    }
  }

  #handOver(expect: (result: ExpectedResult) => void): void {
    const stage = this.#stage;
    if (stage.outbox.count === 0) return;
    for (const result of stage.outbox.results()) {
      const { input, index, output, payload } = result;
      const [key, target] = [stage.keyOf(result), stage.targetOf(result)];
      expect({ input, index, output, key, target, payload: Buffer.from(payload) });
    }
    stage.clearOutbox();
  }

  async #read(): Promise<LogRecord | undefined> {
    // Where numbers have gaps anyway, only the log's beginning tells whether something was dropped unseen.
    if (!this.#input.isDense) this.#continuity.sees((await this.#input.bounds()).first);
    this.#records = await this.#input.read(this.#continuity.last + 1, limits.sliceRecords);
    this.#at = 0;
    return this.#records[0];
  }

  async #change(record: LogRecord): Promise<void> {
    const { before, settings } = readSettings(record);
    if (this.#isGuess && before !== undefined && canonicalJson(before) !== canonicalJson(this.#stage.settings)) {
      throw new OtherBeginning(before);
    }
    this.#isGuess = false;
    this.#stage.useModules(await loadModules(settings, this.#folder));
    if (this.#settings.length === limits.auditedSettings) return;
    this.#settings.push({ from: record.sequence + 1, hash: hashOf(settings) });
  }
}

function hashOf(settings: TenantSettings): string {
  return shortHash(canonicalJson(settings));
}
