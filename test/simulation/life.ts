import type { Log, LogName, LogStore } from '../../connectors/log.ts';
import type { Connectors } from '../../connectors/registry.ts';
import type { Clock } from '../../runtime/base/clock.ts';
import { messageOf } from '../../runtime/base/errors.ts';
import { LoopProgress } from '../../runtime/threads/loop-progress.ts';
import { PartitionLoop } from '../../runtime/threads/partition-loop.ts';
import type { PartitionSpec } from '../../runtime/threads/protocol.ts';
import { QueryDesk } from '../../runtime/threads/query-desk.ts';
import { takeOver } from '../../runtime/threads/take-over.ts';
import { unwatched } from '../support/process/unwatched.ts';

/** One owner of a partition, from its take-over to its end. It can be crashed: from then on nothing it does has any effect. */
export class Life {
  readonly #stop = new AbortController();
  readonly #connectors: Connectors;
  readonly #dead = { value: false };
  readonly #handles: Log[] = [];
  #end: string | undefined;
  /** Newest input taken. */
  sequence = 0;
  readonly ended: Promise<void>;

  constructor(spec: PartitionSpec, connectors: Connectors, clock: Clock) {
    this.#connectors = {
      ...connectors,
      logs: this.#mortal(connectors.logs),
      snapshots: this.#guarded(connectors.snapshots),
    };
    this.ended = this.#live(spec, clock).then(
      () => this.#finish('drained'),
      (thrown: unknown) => this.#finish(messageOf(thrown)),
    );
  }

  /** How it ended; undefined while it lives. */
  get end(): string | undefined {
    return this.#end;
  }

  async drain(): Promise<void> {
    this.#stop.abort();
    await this.ended;
  }

  async crash(): Promise<void> {
    this.#dead.value = true;
    // Ends whatever it waits for.
    for (const handle of this.#handles) await handle.close();
    await this.ended;
  }

  async #live(spec: PartitionSpec, clock: Clock): Promise<void> {
    const nobody = (): void => undefined;
    const held = await takeOver(spec, this.#connectors, clock, unwatched);
    const progress = new LoopProgress(nobody, clock);
    const loop = new PartitionLoop(spec, held, new QueryDesk(), progress, clock);
    const follow = setInterval(() => {
      this.sequence = held.partition.sequence;
    }, 1);
    const never = new AbortController().signal;
    await loop.run({ stop: this.#stop.signal, lost: never, woken: () => never }).finally(() => clearInterval(follow));
  }

  #finish(end: string): void {
    this.#end = end;
  }

  #mortal(logs: LogStore): LogStore {
    return {
      open: async (name: LogName) => {
        const log = await logs.open(name);
        this.#handles.push(log);
        return this.#guarded(log);
      },
      close: async () => undefined,
    };
  }

  /** The same object, but that nothing can be called once its user is dead. */
  #guarded<T extends object>(target: T): T {
    const dead = this.#dead;
    return new Proxy(target, {
      get: (_, name) => {
        const member = Reflect.get(target, name, target) as unknown;
        if (typeof member !== 'function') return member;
        return async (...args: unknown[]) => {
          if (dead.value) throw new Error('crashed');
          return (await Reflect.apply(member, target, args)) as unknown;
        };
      },
    });
  }
}
