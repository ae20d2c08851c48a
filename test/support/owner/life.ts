import type { Log, LogName, LogStore } from '../../../connectors/log.ts';
import type { Connectors } from '../../../connectors/registry.ts';
import type { Clock } from '../../../runtime/base/clock.ts';
import { messageOf } from '../../../runtime/base/errors.ts';
import { type TurnMark, unmarked } from '../../../runtime/threads/heart.ts';
import { LoopProgress } from '../../../runtime/threads/loop-progress.ts';
import { PartitionLoop } from '../../../runtime/threads/partition-loop.ts';
import type { PartitionSpec } from '../../../runtime/threads/protocol.ts';
import { QueryDesk } from '../../../runtime/threads/query-desk.ts';
import { type Held, takeOver } from '../../../runtime/threads/take-over.ts';
import { unwatched } from '../process/unwatched.ts';
import { type Call, Crash, type Intercept, passOn } from './intercept.ts';

/** How an owner has the thread that it shares with others. */
export interface OnThread {
  readonly turn: TurnMark;
  /** Milliseconds that a record seems to take. Default: what it takes. */
  readonly perRecord?: number;
}

/**
 * One owner of a partition, from its take-over to its end: the runtime's own code on connectors whose every call is intercepted.
 * It can be crashed: from then on nothing it does has any effect, and no answer reaches it.
 */
export class Life {
  readonly #stop = new AbortController();
  readonly #connectors: Connectors;
  readonly #intercept: Intercept;
  readonly #handles: Log[] = [];
  readonly #warnings: string[] = [];
  #isDead = false;
  #held: Held | undefined;
  #end: string | undefined;
  readonly ended: Promise<void>;

  constructor(
    spec: PartitionSpec,
    connectors: Connectors,
    clock: Clock,
    intercept: Intercept = passOn,
    thread: OnThread = { turn: unmarked },
  ) {
    this.#intercept = intercept;
    this.#connectors = {
      ...connectors,
      logs: this.#mortal(connectors.logs),
      snapshots: this.#guarded('snapshots', connectors.snapshots),
      archive: this.#guarded('archive', connectors.archive),
    };
    this.ended = this.#live(spec, clock, thread).then(
      () => this.#finish('drained'),
      (thrown: unknown) => this.#finish(messageOf(thrown)),
    );
  }

  /** How it ended; undefined while it lives. */
  get end(): string | undefined {
    return this.#end;
  }

  /** Newest input taken. */
  get sequence(): number {
    return this.#held?.partition.sequence ?? 0;
  }

  /** 0 until the partition is taken over. */
  get epoch(): number {
    return this.#held?.epoch ?? 0;
  }

  /** Input sequence of the newest committed checkpoint. */
  get checkpointed(): number {
    return this.#held?.coordinator.newest?.head.sequence ?? 0;
  }

  /** Whether no checkpoint is being taken. */
  get isSettled(): boolean {
    return this.#held?.coordinator.isUnderway === false;
  }

  /** What it said of checkpoints that it could not use. */
  get warnings(): readonly string[] {
    return this.#warnings;
  }

  async drain(): Promise<void> {
    this.#stop.abort();
    await this.ended;
  }

  async crash(): Promise<void> {
    await this.#die();
    await this.ended;
  }

  async #live(spec: PartitionSpec, clock: Clock, { turn, perRecord }: OnThread): Promise<void> {
    const nobody = (): void => undefined;
    const warn = (message: string): void => {
      this.#warnings.push(message);
    };
    this.#held = await takeOver(spec, this.#connectors, clock, { ...unwatched, warn, turn });
    const { partition } = this.#held;
    const now = perRecord === undefined ? undefined : () => partition.quality.records * perRecord;
    const loop = new PartitionLoop(spec, this.#held, new QueryDesk(), new LoopProgress(nobody, clock), clock, now);
    const never = new AbortController().signal;
    await loop.run({ stop: this.#stop.signal, lost: never, woken: () => never });
  }

  #finish(end: string): void {
    this.#end = end;
  }

  async #die(): Promise<void> {
    this.#isDead = true;
    // Ends whatever it waits for.
    for (const handle of this.#handles) await handle.close();
  }

  #mortal(logs: LogStore): LogStore {
    return {
      open: async (name: LogName) => {
        const log = await logs.open(name);
        this.#handles.push(log);
        return this.#guarded(name.direction, log);
      },
      remove: async () => undefined,
      close: async () => undefined,
    };
  }

  /** The same object, but that every call can be intercepted and none can be made once its user is dead. */
  #guarded<T extends object>(part: Call['part'], target: T): T {
    return new Proxy(target, {
      get: (_, name) => {
        const member = Reflect.get(target, name, target) as unknown;
        if (typeof member !== 'function') return member;
        return async (...args: unknown[]) => {
          if (this.#isDead) throw new Crash();
          const perform = async (given: readonly unknown[] = args): Promise<unknown> =>
            (await Reflect.apply(member, target, given)) as unknown;
          const answer = await this.#intercept({ part, method: String(name), args }, perform).catch(
            (thrown: unknown) => {
              if (thrown instanceof Crash) void this.#die();
              throw thrown;
            },
          );
          if (this.#isDead) throw new Crash();
          return answer;
        };
      },
    });
  }
}
