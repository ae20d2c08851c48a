import type { LogRecord } from '../../connectors/log.ts';
import { type CheckpointTime, noCheckpointTime, withCheckpoint } from './checkpoint-time.ts';
import { CheckpointWrite } from './checkpoint-write.ts';
import type { CoordinatorParts } from './coordinator-parts.ts';
import { dropUnnamed } from './drop-unnamed.ts';
import { CheckpointEncoding } from './encoding.ts';
import type { Manifest, SegmentReference } from './manifest.ts';
import { newestRecord, type Plan } from './plan.ts';
import { WritePace } from './write-pace.ts';

/** A checkpoint being taken. */
interface Underway {
  readonly encoding: CheckpointEncoding;
  readonly write: CheckpointWrite;
  readonly ended: Promise<void>;
  /** When it was frozen, of a clock that doesn't jump. */
  readonly began: number;
  /** Milliseconds for which it kept events waiting, at once, at most. */
  longestPause: number;
}

/**
 * Takes a partition's checkpoints. Freezing and encoding happen a step at a time between slices of events; storing goes on
 * beside them: segments and the roll-ups that changed; when all results of the inputs in it are stored, the manifest; then the acknowledgement of the input up
 * to the *previous* checkpoint, so that a lost manifest still finds its input; then what no manifest names any more is dropped.
 */
export class Coordinator {
  readonly #parts: CoordinatorParts;
  #newest: Manifest | undefined;
  #number: number;
  #underway: Underway | undefined;
  #committed: Manifest | undefined;
  #failure: unknown;
  #longestPause = 0;
  #time = noCheckpointTime;

  /** @param newest the checkpoint the partition was restored from. */
  constructor(parts: CoordinatorParts, newest: Manifest | undefined) {
    this.#parts = parts;
    this.#newest = newest;
    this.#number = Math.max(0, ...parts.cell.manifests.map((manifest) => manifest?.checkpoint ?? 0));
    if (newest !== undefined) parts.schedule.resume(newest.sinceFull);
  }

  /** The newest committed checkpoint. */
  get newest(): Manifest | undefined {
    return this.#newest;
  }

  /** Milliseconds for which the newest checkpoint of this owner kept events waiting, at once, at most. */
  get longestPause(): number {
    return this.#longestPause;
  }

  /** What the checkpoints of this owner took. */
  get time(): CheckpointTime {
    return this.#time;
  }

  /** Input sequence of the oldest checkpoint that is kept: the log must go on from there. */
  get oldestSequence(): number {
    return Math.min(...this.#parts.cell.manifests.map((manifest) => manifest?.head.sequence ?? 0));
  }

  get isUnderway(): boolean {
    return this.#underway !== undefined;
  }

  /** Milliseconds for which the store has not taken the checkpoint that is underway. */
  get lateFor(): number {
    return this.#underway?.write.lateFor ?? 0;
  }

  /** Resolves when the checkpoint that is underway has got further. */
  async moved(): Promise<void> {
    await this.#underway?.write.progress();
  }

  /** Whether the next step has something to encode. */
  get isEncoding(): boolean {
    return this.#underway?.encoding.isWhole === false && this.#underway.write.hasRoom;
  }

  /**
   * Freezes the partition.
   *
   * @param last the newest record taken, if any was since the start.
   * @param outputLast last sequence of the output log, once all results so far are stored.
   */
  begin(last: LogRecord | undefined, outputLast: number): void {
    const { partition, schedule, clock, snapshots, archive, cell, name, late } = this.#parts;
    const began = performance.now();
    const full = schedule.nextIsFull;
    const encoding = new CheckpointEncoding(partition, full, this.#parts.lots);
    const { head } = encoding;
    const plan: Plan = {
      head,
      outputLast,
      ...newestRecord(last, this.#newest),
      checkpoint: ++this.#number,
      sinceFull: schedule.sinceFull,
      actors: partition.actors,
    };
    const write = new CheckpointWrite({
      snapshots,
      archive: async (lot) => await archive(head.sequence, lot),
      name: { partition: name, epoch: cell.epoch, checkpoint: plan.checkpoint },
      base: full ? [] : (this.#newest?.segments ?? []),
      pace: new WritePace(schedule.every),
      held: (milliseconds) => this.#paused(milliseconds),
      late,
    });
    const ended = write
      .run(async (segments) => await this.#commit(plan, segments, write))
      .catch((thrown: unknown) => {
        this.#failure ??= thrown;
      });
    this.#underway = { encoding, write, ended, began, longestPause: 0 };
    schedule.begun(clock.now());
    this.#paused(performance.now() - began);
  }

  /** Encodes some more; returns the manifest that was committed since the last step. @throws fenced, or what the store throws. */
  step(): Manifest | undefined {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.isEncoding && this.#underway !== undefined) this.#encode(this.#underway);
    const committed = this.#committed;
    this.#committed = undefined;
    return committed;
  }

  /** Takes a checkpoint to its end. @throws as {@link step}. */
  async finish(): Promise<Manifest | undefined> {
    this.#underway?.write.hurry();
    while (this.#underway?.encoding.isWhole === false) {
      this.step();
      if (!this.isEncoding) await this.#underway?.write.progress();
    }
    await this.#underway?.ended;
    return this.step();
  }

  /** Gives up the checkpoint being taken; the next one would be a full one. */
  abandon(): void {
    if (this.#underway === undefined) return;
    this.#underway.write.abandon();
    this.#underway.encoding.abandon();
    this.#underway = undefined;
    this.#parts.schedule.rebase();
  }

  #encode({ encoding, write }: Underway): void {
    const began = performance.now();
    const ready = encoding.step();
    write.add(ready, encoding.isWhole);
    this.#paused(performance.now() - began);
  }

  #paused(milliseconds: number): void {
    this.#parts.paused(milliseconds);
    if (this.#underway === undefined) return;
    this.#underway.longestPause = Math.max(this.#underway.longestPause, milliseconds);
  }

  async #commit(plan: Plan, segments: readonly SegmentReference[], write: CheckpointWrite): Promise<void> {
    const { name, input, output, snapshots, archiveEvents, cell, schedule, codeHash, clock, stored } = this.#parts;
    const previous = this.#newest;
    await write.insist(async () => await archiveEvents(plan.lastRecord, write.signal));
    await stored(plan.outputLast);
    const manifest: Manifest = {
      ...plan,
      epoch: cell.epoch,
      inputLog: input.identity,
      outputLog: output.identity,
      codeHash,
      segments,
      takenAt: clock.now(),
    };
    await write.insist(async () => await cell.commit(manifest));
    this.#newest = manifest;
    this.#committed = manifest;
    if (this.#underway !== undefined) this.#time = withCheckpoint(this.#time, performance.now() - this.#underway.began);
    schedule.committed(plan.sinceFull);
    if (previous !== undefined) await write.insist(async () => await input.ack(previous.head.sequence));
    await write.insist(async () => await dropUnnamed(snapshots, name, cell));
    this.#longestPause = this.#underway?.longestPause ?? 0;
    this.#underway = undefined;
  }
}
