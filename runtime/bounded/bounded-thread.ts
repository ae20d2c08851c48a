import { MillraceError, messageOf } from '../base/errors.ts';
import type { RunningTask, ThreadPool } from '../threads/pool.ts';
import type { BoundedSpec, FromBounded, ToBounded } from './protocol.ts';

type Answer = Exclude<FromBounded, { type: 'failure' }>;

/** A thread of a bounded run as the main thread sees it. */
export class BoundedThread {
  readonly #task: RunningTask<ToBounded>;
  readonly #waiting: PromiseWithResolvers<Answer>[] = [];
  #failure: MillraceError | undefined;

  constructor(pool: ThreadPool, spec: BoundedSpec) {
    this.#task = pool.start('runBounded', spec, (message: FromBounded) => this.#receive(message));
    this.#task.ended.catch((thrown: unknown) => this.#fail(lost(thrown)));
  }

  /** Gives it a piece of work; resolves with its answer. @throws what the thread fails with, worker-lost. */
  async ask(message: ToBounded): Promise<Answer> {
    if (this.#failure !== undefined) throw this.#failure;
    const answer = Promise.withResolvers<Answer>();
    this.#waiting.push(answer);
    this.#task.tell(message);
    return await answer.promise;
  }

  #receive(message: FromBounded): void {
    if (message.type === 'failure') this.#fail(MillraceError.revive(message.error));
    else this.#waiting.shift()?.resolve(message);
  }

  #fail(failure: MillraceError): void {
    this.#failure ??= failure;
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
