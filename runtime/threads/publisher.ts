import type { Log, NewRecord, Tail } from '../../connectors/log.ts';
import type { Clock } from '../base/clock.ts';
import { MillraceError } from '../base/errors.ts';
import { limits } from '../base/limits.ts';
import { Pace } from '../base/pace.ts';
import type { Chain } from '../delivery/chain.ts';
import { ProgressRecords } from '../delivery/progress-records.ts';
import type { Suppression } from '../delivery/suppression.ts';
import type { Stage } from '../partition/stage.ts';

/** What a publisher works with. */
export interface PublisherParts {
  readonly output: Log;
  readonly chain: Chain;
  readonly suppression: Suppression;
  readonly clock: Clock;
  /** Of the output log when it was taken over. */
  readonly tail: Tail | undefined;
  /** Told what people should know. */
  readonly warn: (message: string) => void;
  /** Told when all results of inputs that arrived at these times are stored. */
  readonly published: (arrivals: readonly number[]) => void;
}

/**
 * Publishes a partition's outbox: what is not in the output log yet, in order, each append chained to the one before. It
 * doesn't wait for answers while fewer than {@link Log.window} records are due. After a failure it publishes
 * nothing more: the partition has to be taken over anew.
 */
export class Publisher {
  readonly #parts: PublisherParts;
  readonly #progress: ProgressRecords;
  #newestAnswer: Promise<void> = Promise.resolve();
  #answers: Promise<void>[] = [];
  #unacknowledged = 0;
  #sent = 0;
  /** Missing results that were told of. */
  #filled = 0;
  #failure: unknown;

  constructor(parts: PublisherParts) {
    this.#parts = parts;
    this.#progress = new ProgressRecords(parts.clock.now(), parts.tail);
  }

  /** Last sequence of the output log, once all that was sent is stored. */
  get last(): number {
    return this.#parts.chain.sent;
  }

  /** Last sequence of the output log up to which all is known to be this owner's. */
  get storedUpTo(): number {
    return this.#parts.chain.stored;
  }

  /** Results sent, stored or not. */
  get sent(): number {
    return this.#sent;
  }

  get suppressed(): number {
    return this.#parts.suppression.suppressed;
  }

  /** The first input to be taken comes after this one. */
  resume(input: number): void {
    this.#taken(input);
  }

  /**
   * Empties the outbox of a stage that took inputs which arrived at these times. Resolves when all are sent.
   *
   * @throws log-conflict, or what the log threw at an earlier append.
   */
  async publish(stage: Stage, arrivals: readonly number[]): Promise<void> {
    const { suppression, published } = this.#parts;
    const pace = new Pace(limits.sliceMilliseconds);
    let batch: NewRecord[] = [];
    for (const result of stage.outbox.results()) {
      const { input, index, output, payload } = result;
      if (!suppression.admits(input, index)) continue;
      const target = stage.targetOf(result);
      const record = { kind: output, key: stage.keyOf(result), payload, identity: { input, index } };
      this.#sent++;
      batch.push(target === undefined ? record : { ...record, target });
      if (batch.length === limits.publishedRecords) {
        await this.#send(batch);
        batch = [];
        // One record may give a million results.
        await pace.yield();
      }
    }
    if (batch.length > 0) await this.#send(batch);
    this.#taken(stage.sequence);
    await this.recordProgress();
    stage.clearOutbox();
    if (arrivals.length > 0) this.#newestAnswer.then(() => published(arrivals)).catch(() => undefined);
    this.check();
  }

  /** Sends a progress record if one is due. */
  async recordProgress(): Promise<void> {
    const { output, clock } = this.#parts;
    if (output.keepsTail || this.#failure !== undefined) return;
    const identity = this.#progress.due(clock.now());
    if (identity === undefined) return;
    const payload = Buffer.from(JSON.stringify(identity));
    await this.#send([{ kind: 'progress', payload }]);
  }

  /** Resolves once everything up to a sequence is stored. @throws what an append threw. */
  async stored(sequence: number): Promise<void> {
    while (this.#parts.chain.stored < sequence) {
      this.check();
      await this.#answers[0];
    }
  }

  /** @throws what an append threw. */
  check(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** All up to an input is sent. */
  #taken(input: number): void {
    const { chain, suppression, warn } = this.#parts;
    this.#progress.taken(input, chain.sent, chain.stored);
    const filled = suppression.filled - this.#filled;
    this.#filled += filled;
    if (filled > 0)
      warn(`${filled} results were missing before others: somebody else published between; they follow now`);
  }

  /** Waits for room in the window, then sends. */
  async #send(batch: readonly NewRecord[]): Promise<void> {
    const { output, chain } = this.#parts;
    while (
      this.#unacknowledged > 0 &&
      this.#unacknowledged + batch.length > output.window &&
      this.#failure === undefined
    ) {
      await this.#answers[0];
    }
    if (this.#failure !== undefined) return;
    this.#unacknowledged += batch.length;
    const answer = output.append(batch, { expectedLast: chain.send(batch.length) }).then(
      (sequence) => this.#answered(batch, sequence),
      (thrown: unknown) => this.#failed(thrown),
    );
    this.#answers.push(answer);
    this.#newestAnswer = answer.then(() => this.check());
    this.#newestAnswer.catch(() => undefined);
  }

  #answered(batch: readonly NewRecord[], sequence: number): void {
    const count = batch.length;
    this.#answers = this.#answers.slice(1);
    this.#unacknowledged -= count;
    if (this.#parts.chain.acknowledge(count, sequence)) {
      const newest = batch[count - 1]?.identity;
      if (newest !== undefined) this.#progress.stored(count, newest, sequence);
      return;
    }
    this.#failed(
      new MillraceError('log-conflict', {
        what: `an append of ${count} records was acknowledged at ${sequence}`,
        where: 'the output log',
        fix: 'nothing: the partition is taken over anew',
      }),
    );
  }

  #failed(thrown: unknown): void {
    this.#parts.chain.break();
    this.#failure ??= thrown;
  }
}
