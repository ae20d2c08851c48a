import { setTimeout as delay } from 'node:timers/promises';
import type { LogRecord } from '../../connectors/log.ts';
import type { Clock } from '../base/clock.ts';
import { limits } from '../base/limits.ts';
import { formatCount } from '../base/units.ts';
import type { Manifest } from '../checkpoint/manifest.ts';
import { StateQuota } from '../checkpoint/state-quota.ts';
import { needsMerge } from '../ingest/stages.ts';
import type { PartitionSpec } from './protocol.ts';
import type { Held } from './take-over.ts';

/** When a running partition takes checkpoints, and what follows them. */
export class Checkpoints {
  readonly #spec: PartitionSpec;
  readonly #held: Held;
  readonly #clock: Clock;
  readonly #quota: StateQuota;
  /** Whether a full checkpoint has to tell if the state is within the quota, be there anything new or not. */
  #isUnsure = false;

  constructor(spec: PartitionSpec, held: Held, clock: Clock) {
    this.#spec = spec;
    this.#held = held;
    this.#clock = clock;
    this.#quota = new StateQuota(spec.stateBytes, `partition ${spec.tenant}/${spec.index}`);
  }

  /** Whether so much was taken since the newest checkpoint that a replay would be too long: the store has to come back first. */
  get isTooFarBehind(): boolean {
    return this.#behind >= this.#spec.checkpoint.replayBound;
  }

  /** Why no input is taken, for people; undefined while some is. */
  get stall(): string | undefined {
    if (!this.isTooFarBehind) return undefined;
    const bound = formatCount(this.#spec.checkpoint.replayBound);
    return `waits for the store: ${bound} records or more since the last checkpoint, the most that a replay may have (checkpoint.replayBound); goes on when a checkpoint is stored`;
  }

  /** Milliseconds until a checkpoint may begin; Infinity while one is being taken. */
  dueIn(now: number): number {
    if (this.#held.coordinator.isUnderway) return Number.POSITIVE_INFINITY;
    return this.#isDue(now) ? 0 : this.#held.schedule.dueIn(now);
  }

  /** Resolves when the checkpoint being taken has got further; never while there is none. */
  async moved(): Promise<void> {
    const { coordinator } = this.#held;
    await (coordinator.isUnderway ? coordinator.moved() : new Promise(() => undefined));
  }

  /** To be called before anything is taken. @throws quota-state-bytes where the state is over the quota as it was restored. */
  begin(): void {
    const { newest } = this.#held.coordinator;
    if (newest !== undefined) this.#judge(newest);
  }

  /**
   * Goes on with the checkpoint being taken, or begins one that is due.
   *
   * @throws what {@link Coordinator.step} throws; quota-state-bytes once a checkpoint of a state over the quota is stored.
   */
  async step(last: LogRecord | undefined): Promise<void> {
    const { coordinator, schedule, partition, publisher } = this.#held;
    const committed = coordinator.step();
    if (committed !== undefined) {
      await this.#trim();
      // Before another one begins, which might still be stored and could not tell the next owner.
      this.#judge(committed);
    }
    if (coordinator.isUnderway || !this.#isDue(this.#clock.now())) return;
    await this.#lookBack();
    if (this.#behind === 0) await this.#passIdle();
    const nothingNew = coordinator.newest?.head.sequence === partition.sequence;
    if (nothingNew && !this.#isUnsure) {
      schedule.begun(this.#clock.now());
      return;
    }
    coordinator.begin(last, publisher.last);
    coordinator.step();
  }

  /**
   * Takes the last checkpoint; without it where the store has been away for {@link limits.drainMilliseconds}: the next owner
   * then has more to compute again.
   *
   * @returns whether it was taken.
   */
  async drain(last: LogRecord | undefined): Promise<boolean> {
    const { coordinator } = this.#held;
    const given = new AbortController();
    const taken = this.#takeLast(last).finally(() => given.abort());
    taken.catch(() => undefined);
    while (!given.signal.aborted) {
      await delay(limits.reportEveryMilliseconds, undefined, { signal: given.signal }).catch(() => undefined);
      if (coordinator.lateFor <= limits.drainMilliseconds) continue;
      coordinator.abandon();
      return false;
    }
    await taken;
    return true;
  }

  async #takeLast(last: LogRecord | undefined): Promise<void> {
    const { coordinator, partition, publisher } = this.#held;
    await coordinator.finish();
    if (coordinator.newest?.head.sequence === partition.sequence) return;
    coordinator.begin(last, publisher.last);
    await coordinator.finish();
  }

  #judge(committed: Manifest): void {
    this.#isUnsure = !this.#quota.admits(committed);
    if (this.#isUnsure) this.#held.schedule.rebase();
  }

  get #behind(): number {
    const { coordinator, partition } = this.#held;
    return partition.sequence - (coordinator.newest?.head.sequence ?? 0);
  }

  /** At its time, and early enough that the bound of a replay isn't reached while the store is there. */
  #isDue(now: number): boolean {
    return this.#held.schedule.isDue(now) || this.#behind >= this.#spec.checkpoint.replayBound / 2;
  }

  /** No checkpoint may be taken of a hole: what was taken up to now was there when it was read. */
  async #lookBack(): Promise<void> {
    const { input, continuity } = this.#held;
    continuity.sees((await input.bounds()).first);
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
    // What a merge stage has not copied yet is unread.
    const merged =
      needsMerge(this.#spec.settings) && typeof this.#spec.index === 'number' ? await output.acked() : publisher.last;
    await output.trim(retention, Math.min(merged, publisher.last));
  }
}
