import { setTimeout as delay } from 'node:timers/promises';
import { type ErrorParts, MillraceError, messageOf } from '../base/errors.ts';
import type { LogSink } from '../base/log-sink.ts';
import { noStatus } from './loop-progress.ts';
import type { RunningTask, ThreadPool } from './pool.ts';
import type { FromTask, PartitionSpec, PartitionStatus, ToTask } from './protocol.ts';
import type { Query } from './queries.ts';
import { Setbacks } from './setbacks.ts';

/**
 * A partition as the main thread sees it: starts its task, starts it again when its thread dies, keeps its last status,
 * passes questions on.
 */
export class PartitionHandle {
  readonly spec: PartitionSpec;
  readonly #pool: ThreadPool;
  readonly #log: LogSink;
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  #status: PartitionStatus = { ...noStatus(), phase: 'stopped' };
  #task: RunningTask<ToTask> | undefined;
  #life: Promise<void> | undefined;
  #stopping = new AbortController();
  #queries = 0;

  constructor(spec: PartitionSpec, pool: ThreadPool, log: LogSink) {
    this.spec = spec;
    this.#pool = pool;
    this.#log = log;
  }

  get status(): PartitionStatus {
    return this.#status;
  }

  /** Starts the partition, unless it runs. */
  start(): void {
    if (this.#life !== undefined) return;
    this.#stopping = new AbortController();
    this.#status = { ...this.#status, phase: 'starting', error: null };
    this.#life = this.#live(this.#stopping.signal).finally(() => {
      this.#life = undefined;
    });
  }

  /** Drains the partition; resolves when it has ended. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    if (this.#task !== undefined) this.#task.tell({ type: 'stop' });
    await this.#life;
  }

  /** @throws what the partition answers; partition-stopped when it isn't running. */
  async ask(query: Query): Promise<unknown> {
    const task = this.#task;
    if (task === undefined) throw this.#gone();
    const id = ++this.#queries;
    const waiting = Promise.withResolvers<unknown>();
    this.#waiting.set(id, waiting);
    task.tell({ type: 'query', id, query });
    return await waiting.promise.finally(() => this.#waiting.delete(id));
  }

  /** Runs tasks, one after the other, until one ends as it should. */
  async #live(stopping: AbortSignal): Promise<void> {
    const setbacks = new Setbacks();
    for (;;) {
      setbacks.runs(performance.now());
      this.#task = this.#pool.start('runPartition', this.spec, (message: FromTask) => this.#receive(message));
      try {
        await this.#task.ended;
        return;
      } catch (thrown) {
        this.#lost(thrown);
        if (stopping.aborted) return;
        const { pause } = setbacks.failed(performance.now());
        await delay(pause, undefined, { signal: stopping }).catch(() => undefined);
        if (stopping.aborted) return;
      } finally {
        this.#task = undefined;
        for (const { reject } of this.#waiting.values()) reject(this.#gone());
      }
    }
  }

  #lost(thrown: unknown): void {
    const error = this.#error('worker-lost', {
      what: messageOf(thrown),
      where: '',
      fix: 'nothing: it is started again',
    });
    this.#status = { ...this.#status, phase: 'recovering', owner: null, error: error.toJSON(), waitsFor: null };
    this.#log('error', error.message, { tenant: this.spec.tenant, partition: this.spec.index });
  }

  #receive(message: FromTask): void {
    switch (message.type) {
      case 'status':
        this.#status = this.#known(message.status);
        return;
      case 'log':
        this.#log(message.level, message.message, message.fields);
        return;
      case 'reply':
        this.#waiting.get(message.id)?.resolve(message.value);
        return;
      case 'refusal':
        this.#waiting.get(message.id)?.reject(MillraceError.revive(message.error));
    }
  }

  /** Until a new owner has taken over it knows no figures: the last ones stand. */
  #known(status: PartitionStatus): PartitionStatus {
    if (status.epoch > 0) return status;
    const { phase, thread, owner, error, waitsFor, lateCheckpoint, recovery } = status;
    return { ...this.#status, phase, thread, owner, error, waitsFor, lateCheckpoint, recovery };
  }

  #gone(): MillraceError {
    return this.#error('partition-stopped', {
      what: 'the partition is not running',
      where: '',
      fix: 'start its tenant',
    });
  }

  #error(code: 'worker-lost' | 'partition-stopped', parts: ErrorParts): MillraceError {
    return new MillraceError(code, { ...parts, where: `partition ${this.spec.tenant}/${this.spec.index}` });
  }
}
