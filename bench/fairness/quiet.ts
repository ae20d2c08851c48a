import { setTimeout as delay } from 'node:timers/promises';
import { MillraceError } from '../../runtime/base/errors.ts';
import { openConsumer, openProducer } from '../../runtime/index.ts';

/** The tenant that is measured: one partition, `global-statistics`. */
export const QUIET = { id: 'quiet', partitions: 1, analytics: [{ use: 'global-statistics' }] };

const STATIONS = 100;
const PAUSE_MILLISECONDS = 5;
const PATIENCE_MILLISECONDS = 120_000;

type Ends = {
  readonly producer: Awaited<ReturnType<typeof openProducer>>;
  readonly consumer: Awaited<ReturnType<typeof openConsumer>>;
};

/** The customer of the quiet tenant. It sends, and times how long its results take. */
export class QuietCustomer implements AsyncDisposable {
  readonly #ends: Ends;
  readonly #results: AsyncIterator<readonly { readonly payload: Uint8Array }[]>;
  readonly #patience = AbortSignal.timeout(PATIENCE_MILLISECONDS);
  #sent = 0;
  /** Events that each station's results have counted. */
  readonly #counted = new Map<number, number>();

  private constructor(ends: Ends) {
    this.#ends = ends;
    this.#results = ends.consumer.follow(this.#patience)[Symbol.asyncIterator]();
  }

  static async open(config: string): Promise<QuietCustomer> {
    return new QuietCustomer({
      producer: await openProducer(config, QUIET.id),
      consumer: await openConsumer(config, QUIET.id),
    });
  }

  /** Seconds from before so many lines are sent until the last result is there. Throws `bench-failed` when one isn't as it should be. */
  async backlog(lines: number): Promise<number> {
    const batch = Array.from({ length: lines }, () => this.#line());
    const began = performance.now();
    const [, payloads] = await Promise.all([this.#ends.producer.send(batch), this.#take(lines)]);
    const seconds = (performance.now() - began) / 1000;
    this.#check(payloads);
    return seconds;
  }

  /** Milliseconds that each of so many lines took, sent one after the other with a pause between. Throws as {@link backlog}. */
  async responses(lines: number): Promise<readonly number[]> {
    const taken: number[] = [];
    for (let i = 0; i < lines; i++) {
      await delay(PAUSE_MILLISECONDS);
      const line = this.#line();
      const began = performance.now();
      const [, payloads] = await Promise.all([this.#ends.producer.send([line]), this.#take(1)]);
      taken.push(performance.now() - began);
      this.#check(payloads);
    }
    return taken;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.#ends.producer.close(), this.#ends.consumer.close()]);
  }

  #line(): string {
    const i = this.#sent++;
    return `${1 + (i % STATIONS)},141,312,2017-02-19 14:20:${String(i % 60).padStart(2, '0')} UTC,240,999999,True,`;
  }

  async #take(count: number): Promise<readonly Uint8Array[]> {
    const payloads: Uint8Array[] = [];
    while (payloads.length < count) {
      const { done, value } = await this.#results.next();
      if (done) throw failed(`${count - payloads.length} results have not come in time`);
      for (const { payload } of value) payloads.push(payload);
    }
    return payloads;
  }

  #check(payloads: readonly Uint8Array[]): void {
    for (const payload of payloads) {
      const { Content: content } = JSON.parse(Buffer.from(payload).toString()) as {
        Content: { Station: number; 'Events counter': number };
      };
      const due = (this.#counted.get(content.Station) ?? 0) + 1;
      if (content['Events counter'] !== due) throw failed(`a result counts ${content['Events counter']}, not ${due}`);
      this.#counted.set(content.Station, due);
    }
  }
}

function failed(what: string): MillraceError {
  return new MillraceError('bench-failed', { what, where: 'the quiet tenant', fix: 'run `npm test`' });
}
