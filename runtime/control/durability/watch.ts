import { setTimeout as delay } from 'node:timers/promises';
import type { LogDurability, StoreDurability } from '../../../connectors/durability.ts';
import { abortable } from '../../base/abortable.ts';
import { messageOf } from '../../base/errors.ts';
import { limits } from '../../base/limits.ts';
import type { LogSink } from '../../base/log-sink.ts';
import { type Durability, judge } from './judgement.ts';

/** Finds out how logs and checkpoints are kept. Each throws while its servers cannot be asked. */
export interface Probes {
  log(): Promise<LogDurability | undefined>;
  store(): Promise<StoreDurability | undefined>;
}

/** Finds out once, beside the runtime's start, what acknowledged data survives, and warns of what it does not. */
export class DurabilityWatch {
  readonly #log: LogSink;
  readonly #stopping = new AbortController();
  readonly #ended: Promise<void>;
  #found: Durability | undefined;

  constructor(probes: Probes, log: LogSink) {
    this.#log = log;
    this.#ended = this.#watch(probes);
  }

  /** Undefined until the servers have answered. */
  get found(): Durability | undefined {
    return this.#found;
  }

  /** A question that is under way is left to itself: servers that are away must not hold an end up. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#ended;
  }

  async #watch(probes: Probes): Promise<void> {
    const log = await this.#answer(probes.log, 'the logs');
    const store = log && (await this.#answer(probes.store, 'the checkpoints'));
    if (log === undefined || store === undefined) return;
    this.#found = judge(log, store);
    const { promise, warnings, ...facts } = this.#found;
    this.#log('info', `durability: ${promise}`, { ...facts });
    for (const warning of warnings) this.#log('warn', `durability: ${warning}`, {});
  }

  /** Asks until there is an answer. Undefined when there will be none. */
  async #answer<T>(probe: () => Promise<T>, what: string): Promise<T | undefined> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        return await abortable(probe(), signal);
      } catch (thrown) {
        if (signal.aborted) break;
        this.#log('debug', `how ${what} are kept is not known yet`, { error: messageOf(thrown) });
        await delay(limits.retryMillisecondsMost, undefined, { signal }).catch(() => undefined);
      }
    }
    return undefined;
  }
}
