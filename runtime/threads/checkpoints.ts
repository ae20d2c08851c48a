import type { LogRecord } from '../../connectors/log.ts';
import type { Clock } from '../base/clock.ts';
import { limits } from '../base/limits.ts';
import type { PartitionSpec } from './protocol.ts';
import type { Held } from './take-over.ts';

/** When a running partition takes checkpoints, and what follows them. */
export class Checkpoints {
  readonly #spec: PartitionSpec;
  readonly #held: Held;
  readonly #clock: Clock;

  constructor(spec: PartitionSpec, held: Held, clock: Clock) {
    this.#spec = spec;
    this.#held = held;
    this.#clock = clock;
  }

  /** Whether so much was taken since the newest checkpoint that a replay would be too long: the store has to come back first. */
  get isTooFarBehind(): boolean {
    const { coordinator, partition } = this.#held;
    return partition.sequence - (coordinator.newest?.head.sequence ?? 0) >= limits.replayRecords;
  }

  /** Milliseconds until a checkpoint may begin; Infinity while one is being taken. */
  dueIn(now: number): number {
    return this.#held.coordinator.isUnderway ? Number.POSITIVE_INFINITY : this.#held.schedule.dueIn(now);
  }

  /** Begins a checkpoint that is due, or goes on with the one being taken. @throws what {@link Coordinator.step} throws. */
  async step(last: LogRecord | undefined): Promise<void> {
    const { coordinator, schedule, partition, publisher } = this.#held;
    if (!coordinator.isUnderway && schedule.isDue(this.#clock.now())) {
      await this.#passIdle();
      const nothingNew = coordinator.newest?.head.sequence === partition.sequence;
      if (nothingNew) schedule.begun(this.#clock.now());
      else coordinator.begin(last, publisher.last);
    }
    if (coordinator.step() !== undefined) await this.#trim();
  }

  /** Takes the last checkpoint. */
  async drain(last: LogRecord | undefined): Promise<void> {
    const { coordinator, partition, publisher } = this.#held;
    await coordinator.finish();
    if (coordinator.newest?.head.sequence === partition.sequence) return;
    coordinator.begin(last, publisher.last);
    await coordinator.finish();
  }

  /** An idle partition moves on with a log that others share, so that retention can't overtake it. */
  async #passIdle(): Promise<void> {
    const { input, partition, continuity } = this.#held;
    if (input.isDense) return;
    const upTo = await input.emptyUpTo(partition.sequence);
    if (upTo <= partition.sequence) return;
    partition.passTo(upTo);
    continuity.passTo(upTo);
  }

  async #trim(): Promise<void> {
    const { input, output, publisher, coordinator } = this.#held;
    if (!input.isDense) return;
    const { retention } = this.#spec;
    await input.trim(retention, Math.min(await input.acked(), coordinator.oldestSequence));
    await output.trim(retention, publisher.last);
  }
}
