import type { RawEvent } from '../archive.ts';

/** Events of several streams, each in its order, in one: by sequence and index, so many a page. */
export async function* mergedBySequence(
  streams: readonly AsyncIterable<readonly RawEvent[]>[],
  rows: number,
): AsyncIterable<readonly RawEvent[]> {
  const heads = await Promise.all(streams.map(async (stream) => await Head.of(stream)));
  let page: RawEvent[] = [];
  for (;;) {
    const least = heads.reduce<Head | undefined>((best, head) => (head.isBefore(best) ? head : best), undefined);
    if (least?.event === undefined) break;
    page.push(least.event);
    if (!least.step()) await least.turn();
    if (page.length < rows) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}

/** Where one stream stands. */
class Head {
  readonly #pages: AsyncIterator<readonly RawEvent[]>;
  #page: readonly RawEvent[] = [];
  #at = 0;

  private constructor(stream: AsyncIterable<readonly RawEvent[]>) {
    this.#pages = stream[Symbol.asyncIterator]();
  }

  static async of(stream: AsyncIterable<readonly RawEvent[]>): Promise<Head> {
    const head = new Head(stream);
    await head.turn();
    return head;
  }

  /** Undefined at the stream's end. */
  get event(): RawEvent | undefined {
    return this.#page[this.#at];
  }

  isBefore(other: Head | undefined): boolean {
    const [mine, theirs] = [this.event, other?.event];
    if (mine === undefined) return false;
    return theirs === undefined || mine.sequence - theirs.sequence < 0 || isSameBefore(mine, theirs);
  }

  /** False when its page has ended: {@link turn} it then. */
  step(): boolean {
    return ++this.#at < this.#page.length;
  }

  async turn(): Promise<void> {
    do {
      const next = await this.#pages.next();
      this.#page = next.done === true ? [] : next.value;
      this.#at = 0;
      if (next.done === true) return;
    } while (this.#page.length === 0);
  }
}

function isSameBefore(a: RawEvent, b: RawEvent): boolean {
  return a.sequence === b.sequence && a.index < b.index;
}
