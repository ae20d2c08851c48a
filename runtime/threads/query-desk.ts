import { MillraceError } from '../base/errors.ts';
import { limits } from '../base/limits.ts';
import { listActors, viewActor } from '../inspection/inspect-partition.ts';
import type { Stage } from '../partition/stage.ts';
import type { Query } from './queries.ts';

interface Waiting {
  readonly query: Query;
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

/** A list of actors being made, a slice of them at a time. */
interface Listing {
  readonly scan: Generator<void, unknown>;
  readonly waiting: Waiting;
}

/** Answers questions about a partition between two slices of its events, a bounded piece at a time. */
export class QueryDesk {
  readonly #waiting: Waiting[] = [];
  #list: Listing | undefined;

  get isBusy(): boolean {
    return this.#list !== undefined || this.#waiting.length > 0;
  }

  /** @throws queue-full when too many questions wait. */
  async ask(query: Query): Promise<unknown> {
    if (this.#waiting.length >= limits.waitingQueries) throw full();
    return await new Promise((resolve, reject) => this.#waiting.push({ query, resolve, reject }));
  }

  /** Does one piece of the work. */
  serve(partition: Stage): void {
    if (this.#list !== undefined) {
      this.#scan(this.#list);
      return;
    }
    const waiting = this.#waiting.shift();
    if (waiting === undefined) return;
    const { query, resolve } = waiting;
    if (query.type === 'actor') resolve(viewActor(partition, query.key));
    else this.#list = { scan: listActors(partition, query.query), waiting };
  }

  /** The partition goes: whoever waits is told. */
  close(reason: MillraceError): void {
    this.#list?.waiting.reject(reason);
    this.#list = undefined;
    for (const { reject } of this.#waiting.splice(0)) reject(reason);
  }

  #scan(list: Listing): void {
    const step = list.scan.next();
    if (step.done !== true) return;
    this.#list = undefined;
    list.waiting.resolve(step.value);
  }
}

function full(): MillraceError {
  return new MillraceError('queue-full', {
    what: `${limits.waitingQueries} questions wait already`,
    where: 'the query desk of a partition',
    fix: 'ask again later',
  });
}
