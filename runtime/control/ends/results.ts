import { limits } from '../../base/limits.ts';
import type { Channel } from '../../channel/channel.ts';
import type { Customer } from '../runtime-control.ts';
import { ResultFeed, type ResultsAsked } from './result-feed.ts';
import { Slots } from './slots.ts';

/** Tenants' results for those who read them by HTTP: so many readings at once, each of which ends with its tenant or the server. */
export class Results {
  readonly #slots = new Slots('readings of results', limits.resultStreams, limits.resultStreamsOfTenant);
  readonly #channelOf: (customer: Customer) => Channel;
  readonly #ending = new AbortController();

  constructor(channelOf: (customer: Customer) => Channel) {
    this.#channelOf = channelOf;
  }

  /**
   * Opens a reading. Whoever opens it closes it, by `closed` at the latest, which aborts when nobody reads any more.
   *
   * @throws queue-full, query-invalid, results-expired, and what opening the logs throws.
   */
  async open(customer: Customer, asked: ResultsAsked, closed: AbortSignal): Promise<ResultFeed> {
    const leave = this.#slots.take(customer.config.id);
    try {
      const feed = await ResultFeed.open(this.#channelOf(customer), asked);
      const end = AbortSignal.any([closed, customer.gone, this.#ending.signal]);
      const close = (): void => {
        void feed.close().finally(leave);
      };
      if (end.aborted) close();
      else end.addEventListener('abort', close, { once: true });
      return feed;
    } catch (thrown) {
      leave();
      throw thrown;
    }
  }

  /** Ends all readings. */
  end(): void {
    this.#ending.abort();
  }
}
