import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type ErrorParts, MillraceError, messageOf } from '../base/errors.ts';
import { limits } from '../base/limits.ts';
import type { LogSink } from '../base/log-sink.ts';
import { AwayNotices } from './away-notices.ts';
import { noStatus } from './partition-status.ts';
import type { RunningTask, ThreadPool } from './pool.ts';
import type { FromTask, PartitionSpec, PartitionStatus, Quarantine, ToTask } from './protocol.ts';
import { quarantineOf } from './quarantine.ts';
import type { Query } from './queries.ts';
import { Setbacks } from './setbacks.ts';
import type { SilentThread } from './watchdog.ts';

/**
 * A partition as the main thread sees it: starts its task, starts it again when its thread dies, quarantined where it was the
 * partition's own doing, keeps its last status, passes questions on.
 */
export class PartitionHandle {
  readonly spec: PartitionSpec;
  readonly #pool: Pick<ThreadPool, 'start' | 'silenceOf'>;
  readonly #log: LogSink;
  readonly #away: AwayNotices;
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  #status: PartitionStatus = { ...noStatus(), phase: 'stopped' };
  #task: RunningTask<ToTask> | undefined;
  #life: Promise<void> | undefined;
  #stopping = new AbortController();
  #queries = 0;
  /** Lives of tasks that ended without giving back what they held. */
  #dead: readonly string[] = [];

  /** @param away says of all partitions of the process that a server is away. */
  constructor(
    spec: PartitionSpec,
    pool: Pick<ThreadPool, 'start' | 'silenceOf'>,
    log: LogSink,
    away = new AwayNotices(log),
  ) {
    this.spec = spec;
    this.#pool = pool;
    this.#log = log;
    this.#away = away;
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
    let quarantine: Quarantine | undefined;
    for (;;) {
      setbacks.runs(performance.now());
      const life = { id: randomUUID(), dead: this.#dead };
      const spec = { ...this.spec, life, ...(quarantine && { quarantine }) };
      const task = this.#pool.start<ToTask, FromTask>('runPartition', spec, (message) => this.#receive(message));
      this.#task = task;
      try {
        await task.ended;
        return;
      } catch (thrown) {
        this.#dead = [...this.#dead, life.id].slice(-limits.deadLives);
        const silent = this.#pool.silenceOf(task.number, this.#status.thread);
        if (silent?.task === task.number) {
          quarantine = quarantineOf(this.spec, silent, quarantine);
          this.#lost('quarantined', MillraceError.revive(quarantine.error));
        } else this.#lost('recovering', this.#workerLost(thrown, silent));
        if (!stopping.aborted && (silent === undefined || silent.task === 0)) {
          const { pause } = setbacks.failed(performance.now());
          await delay(pause, undefined, { signal: stopping }).catch(() => undefined);
        }
        if (stopping.aborted) {
          this.#status = { ...this.#status, phase: 'stopped' };
          return;
        }
      } finally {
        this.#task = undefined;
        this.#away.gone(this.#name);
        for (const { reject } of this.#waiting.values()) reject(this.#gone());
      }
    }
  }

  #lost(phase: 'recovering' | 'quarantined', error: MillraceError): void {
    this.#status = { ...this.#status, phase, owner: null, error: error.toJSON(), waitsFor: null };
    this.#log('error', error.message, { tenant: this.spec.tenant, partition: this.spec.index });
  }

  #workerLost(thrown: unknown, silent: SilentThread | undefined): MillraceError {
    const isOthers = silent !== undefined && silent.task !== 0;
    const replaced = `its thread was silent${isOthers ? ' in a turn of another partition' : ''} and was replaced`;
    return this.#error('worker-lost', {
      what: silent === undefined ? messageOf(thrown) : replaced,
      where: '',
      fix: 'nothing: it is started again',
    });
  }

  #receive(message: FromTask): void {
    switch (message.type) {
      case 'status':
        this.#status = this.#known(message.status);
        return;
      case 'log':
        this.#log(message.level, message.message, message.fields);
        return;
      case 'away':
        if (message.why === null) this.#away.back(message.without, this.#name);
        else this.#away.away(message.without, this.#name, message.why);
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
    return new MillraceError(code, { ...parts, where: `partition ${this.#name}` });
  }

  get #name(): string {
    return `${this.spec.tenant}/${this.spec.index}`;
  }
}
