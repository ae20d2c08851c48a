/** A server-sent event, its data in latin1 so that every byte can be compared. */
export interface SentEvent {
  readonly event: string;
  readonly id: string;
  readonly data: string;
}

/** Reads server-sent events with nothing but `fetch`, so that it shares no code with what sends them. */
export class EventSource implements AsyncDisposable {
  readonly #stop = new AbortController();
  readonly #answer: Promise<Response>;
  #lastId = '';
  #comments = 0;
  #reader: AsyncGenerator<SentEvent> | undefined;

  constructor(url: string, headers: Readonly<Record<string, string>> = {}) {
    this.#answer = fetch(url, { headers: { accept: 'text/event-stream', ...headers }, signal: this.#stop.signal });
  }

  /** The newest id, of an event or between two. */
  get lastId(): string {
    return this.#lastId;
  }

  get comments(): number {
    return this.#comments;
  }

  async status(): Promise<number> {
    return (await this.#answer).status;
  }

  /** Resolves once the server has said where the stream begins. */
  async opened(): Promise<this> {
    const answer = await this.#answer;
    if (answer.status !== 200) throw new Error(`the stream was answered ${answer.status}: ${await answer.text()}`);
    this.#reader ??= this.#read(answer);
    return this;
  }

  /** The next events, until there are so many or `isLast` says so. Rejects when the stream ends before. */
  async take(count: number, isLast: (event: SentEvent) => boolean = () => false): Promise<SentEvent[]> {
    await this.opened();
    const events: SentEvent[] = [];
    while (events.length < count) {
      const next = await (this.#reader as AsyncGenerator<SentEvent>).next();
      if (next.done === true) throw new Error(`the stream has ended after ${events.length} of ${count} events`);
      events.push(next.value);
      if (isLast(next.value)) break;
    }
    return events;
  }

  /** All events up to the end of the stream, which its server ends. */
  async rest(): Promise<SentEvent[]> {
    await this.opened();
    const events: SentEvent[] = [];
    for await (const event of this.#reader as AsyncGenerator<SentEvent>) events.push(event);
    return events;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#answer.then((answer) => answer.body?.cancel()).catch(() => undefined);
  }

  async *#read(answer: Response): AsyncGenerator<SentEvent> {
    let text = '';
    for await (const piece of answer.body as unknown as AsyncIterable<Uint8Array>) {
      text += Buffer.from(piece).toString('latin1');
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const event = this.#event(text.slice(0, end).split('\n'));
        text = text.slice(end + 2);
        if (event !== undefined) yield event;
      }
    }
    if (text !== '') throw new Error(`the stream was cut off: ${text}`);
  }

  #event(lines: readonly string[]): SentEvent | undefined {
    const of = (name: string): string | undefined =>
      lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
    this.#lastId = of('id') ?? this.#lastId;
    this.#comments += lines.filter((line) => line.startsWith(':')).length;
    const data = of('data');
    return data === undefined ? undefined : { event: of('event') ?? 'message', id: this.#lastId, data };
  }
}
