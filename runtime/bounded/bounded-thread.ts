import { MillraceError, messageOf } from '../base/errors.ts';
import type { RunningTask, ThreadPool } from '../threads/pool.ts';
import type { BoundedSpec, FromBounded, ToBounded } from './protocol.ts';

/** What a thread answers to a piece of work. */
export type Answer = Exclude<FromBounded, { type: 'failure' | 'thrown' }>;

/** A thread of a bounded run as the main thread sees it. */
export class BoundedThread {
  readonly #task: RunningTask<ToBounded>;
  readonly #waiting: PromiseWithResolvers<Answer>[] = [];
  #spare: ArrayBuffer[] = [];
  #failure: MillraceError | undefined;
  readonly #onThrown: (error: MillraceError) => void;
  readonly #failed = Promise.withResolvers<never>();

  /** @param onThrown told of what its analytics threw, as `thrown` of {@link FromBounded}. */
  constructor(pool: ThreadPool, spec: BoundedSpec, onThrown: (error: MillraceError) => void) {
    this.#onThrown = onThrown;
    this.#task = pool.start('runBounded', spec, (message: FromBounded) => this.#receive(message));
    this.#task.ended.catch((thrown: unknown) => this.#fail(lost(thrown)));
  }

  /** Rejects when the thread fails, at work or not. */
  get failed(): Promise<never> {
    return this.#failed.promise;
  }

  /** Shows it the bytes in a buffer; resolves with their results. @throws what the thread fails with, worker-lost. */
  async take(buffer: number, length: number): Promise<Answer> {
    const spare = this.#spare;
    this.#spare = [];
    return await this.#ask({ type: 'chunk', buffer, length, spare }, spare);
  }

  /** The input has ended; resolves with the last results and what was counted. */
  async end(): Promise<Answer> {
    return await this.#ask({ type: 'end' }, []);
  }

  /** An answer's results have been written: their memory is used again. */
  giveBack({ lines }: Answer): void {
    for (const { buffer } of lines) this.#spare.push(buffer as ArrayBuffer);
  }

  async #ask(message: ToBounded, transfer: readonly ArrayBuffer[]): Promise<Answer> {
    if (this.#failure !== undefined) throw this.#failure;
    const answer = Promise.withResolvers<Answer>();
    this.#waiting.push(answer);
    this.#task.tell(message, transfer);
    return await answer.promise;
  }

  #receive(message: FromBounded): void {
    if (message.type === 'failure') this.#fail(MillraceError.revive(message.error));
    else if (message.type === 'thrown') this.#onThrown(MillraceError.revive(message.error));
    else this.#waiting.shift()?.resolve(message);
  }

  #fail(failure: MillraceError): void {
    this.#failure ??= failure;
    this.#failed.reject(this.#failure);
    for (const { reject } of this.#waiting.splice(0)) reject(this.#failure);
  }
}

function lost(thrown: unknown): MillraceError {
  return new MillraceError('worker-lost', {
    what: messageOf(thrown),
    where: 'a thread of the run',
    fix: 'run it again; if it ends so each time, an analytic or the memory is at fault',
    cause: thrown,
  });
}
