import { setTimeout as delay } from 'node:timers/promises';
import { AlarmGenerator } from '../../../simulator/alarm-generator.ts';
import type { SimulatorOptions } from '../../../simulator/options.ts';
import { EventSource, type SentEvent } from './event-source.ts';

/** A customer who knows nothing but HTTP: sends what it has until that is accepted, and reads on behind what it has read. */
export class CustomerByHttp implements AsyncDisposable {
  readonly #address: () => string | undefined;
  readonly #tenant: string;
  readonly #generator: AlarmGenerator;
  readonly #stop = new AbortController();
  readonly #events: SentEvent[] = [];
  #lastId: string | undefined;
  #source: EventSource | undefined;
  #reading: Promise<void> | undefined;
  #requests = 0;
  #sent = 0;
  #streams = 0;

  /** @param address where the API is now, undefined while it is nowhere. */
  constructor(address: () => string | undefined, tenant: string, options: Partial<SimulatorOptions>) {
    this.#address = address;
    this.#tenant = tenant;
    this.#generator = new AlarmGenerator(options);
  }

  /** Lines that were accepted. */
  get sent(): number {
    return this.#sent;
  }

  /** Results read so far, over all its streams. */
  get events(): readonly SentEvent[] {
    return this.#events;
  }

  /** Streams that were opened. */
  get streams(): number {
    return this.#streams;
  }

  /** Sends lines under a key of their own, again and again until they are accepted. */
  async send(lines: number): Promise<{ readonly stored: number; readonly known: number }> {
    const bytes = new Uint8Array(lines * 400);
    const body = bytes.slice(0, this.#generator.fill(bytes, 0, lines));
    const key = `request-${++this.#requests}`;
    const headers = { 'content-type': 'text/csv', 'idempotency-key': key };
    for (;;) {
      const url = `${this.#address()}/v1/tenants/${this.#tenant}/events`;
      const answer = await fetch(url, { method: 'POST', headers, body }).catch(() => undefined);
      if (answer?.status === 202) {
        this.#sent += lines;
        return (await answer.json()) as { stored: number; known: number };
      }
      if (answer !== undefined && answer.status < 500) throw new Error(await answer.text());
      this.#stop.signal.throwIfAborted();
      await delay(20);
    }
  }

  /** Reads results from the oldest on, until it is ended; a stream that ends or breaks is opened anew behind what came. */
  read(): void {
    this.#reading = this.#follow();
  }

  /** The reports and alerts of a page, which needs no stream. */
  async page(only: string): Promise<readonly { readonly output: string; readonly result: unknown }[]> {
    const url = `${this.#address()}/v1/tenants/${this.#tenant}/results?only=${only}&limit=1000`;
    const answer = await fetch(url);
    return ((await answer.json()) as { results: { output: string; result: unknown }[] }).results;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#source?.[Symbol.asyncDispose]();
    await this.#reading;
  }

  async #follow(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const headers = this.#lastId === undefined ? {} : { 'last-event-id': this.#lastId };
      const url = `${this.#address()}/v1/tenants/${this.#tenant}/results?from=start`;
      await using source = new EventSource(url, headers);
      this.#source = source;
      try {
        await source.opened();
        this.#streams++;
        for (;;) {
          const [event] = await source.take(1);
          if (event === undefined) break;
          this.#events.push(event);
          this.#lastId = event.id;
        }
      } catch {
        await delay(20);
      }
    }
  }
}
