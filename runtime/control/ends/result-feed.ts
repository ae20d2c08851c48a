import { isModule } from '../../../actors/catalog.ts';
import type { Channel } from '../../channel/channel.ts';
import { Consumer } from '../../channel/consumer.ts';
import { cursorOf, type Position, positionIn } from '../../channel/cursor.ts';
import { outputsNamed } from '../../channel/output-names.ts';
import type { Result } from '../../channel/result.ts';

/** What is asked of a tenant's results. */
export interface ResultsAsked {
  /** Outputs as `tail --only` names them; undefined: all. */
  readonly only?: string | undefined;
  /** The cursor to go on behind. */
  readonly after?: string | undefined;
  /** Where to begin without one. */
  readonly from: 'start' | 'now';
}

/** A result, and the cursor behind which reading goes on after it. */
export interface FedResult {
  readonly result: Result;
  readonly cursor: string;
}

export interface FedRound {
  readonly results: readonly FedResult[];
  /** Behind all that was read. */
  readonly cursor: string;
  readonly isEnd: boolean;
}

/** One reading of a tenant's results, which knows after each of them where another one would go on. */
export class ResultFeed {
  readonly #consumer: Consumer;
  readonly #partitions: number;
  readonly #stop = new AbortController();
  #position: Position;

  private constructor(consumer: Consumer, partitions: number) {
    this.#consumer = consumer;
    this.#partitions = partitions;
    this.#position = consumer.position;
  }

  /** @throws query-invalid, results-expired, and what opening the logs throws. */
  static async open(channel: Channel, { only, after, from }: ResultsAsked): Promise<ResultFeed> {
    const own = channel.settings.analytics.some(({ use }) => isModule(use));
    const outputs = only === undefined ? undefined : outputsNamed(only, own);
    const position = after === undefined ? {} : positionIn(after, channel.partitions);
    const consumer = await Consumer.open(channel, ({ output }) => outputs?.has(output) ?? true, position);
    try {
      if (after !== undefined) await consumer.checkPosition();
      else if (from === 'now') await consumer.newest(0);
      return new ResultFeed(consumer, channel.partitions);
    } catch (thrown) {
      await consumer.close();
      throw thrown;
    }
  }

  /** Where reading stands. */
  get cursor(): string {
    return cursorOf(this.#position, this.#partitions);
  }

  get isClosed(): boolean {
    return this.#stop.signal.aborted;
  }

  /** Rounds as they come, with results or without, until it is closed. */
  async *rounds(): AsyncGenerator<FedRound> {
    for await (const round of this.#consumer.rounds(this.#stop.signal)) yield this.#fed(round);
  }

  /** The next round, which may be empty. */
  async next(): Promise<FedRound> {
    return this.#fed(await this.#consumer.next());
  }

  /** Ends what is waited for. Closing twice is no error. */
  async close(): Promise<void> {
    if (this.isClosed) return;
    this.#stop.abort();
    await this.#consumer.close();
  }

  #fed({ results, position, isEnd }: Awaited<ReturnType<Consumer['next']>>): FedRound {
    const fed = results.map((result) => {
      this.#position = { ...this.#position, [result.partition]: result.sequence };
      return { result, cursor: this.cursor };
    });
    this.#position = position;
    return { results: fed, cursor: this.cursor, isEnd };
  }
}
