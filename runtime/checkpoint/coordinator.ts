import type { Log, LogRecord } from '../../connectors/log.ts';
import type { PartitionName, SegmentName, SnapshotStore } from '../../connectors/snapshot-store.ts';
import type { Clock } from '../base/clock.ts';
import { checksum } from '../base/codec.ts';
import type { PartitionHead } from '../partition/partition-head.ts';
import type { Stage } from '../partition/stage.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { Manifest, SegmentReference } from './manifest.ts';
import type { OwnerCell } from './owner-cell.ts';
import type { Schedule } from './schedule.ts';
import { SegmentWriter } from './segments.ts';

/** What a coordinator works with. */
export interface CoordinatorParts {
  readonly name: PartitionName;
  readonly partition: Stage;
  readonly input: Log;
  readonly output: Log;
  readonly snapshots: SnapshotStore;
  readonly cell: OwnerCell;
  readonly schedule: Schedule;
  readonly codeHash: string;
  readonly clock: Clock;
}

/** A checkpoint being taken. */
interface Underway {
  readonly head: PartitionHead;
  readonly fingerprint: number;
  readonly outputLast: number;
  readonly number: number;
  readonly full: boolean;
  readonly sinceFull: number;
  readonly actors: number;
  readonly writer: SegmentWriter;
  readonly segments: SegmentReference[];
  frozen: boolean;
}

/**
 * Takes a partition's checkpoints, a step at a time between slices of events: freeze; segments; manifest; then the
 * acknowledgement of the input up to the *previous* checkpoint, so that a lost manifest still finds its input; then what no
 * manifest names any more is dropped.
 */
export class Coordinator {
  readonly #parts: CoordinatorParts;
  #newest: Manifest | undefined;
  #number: number;
  #underway: Underway | undefined;

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

  /** Input sequence of the oldest checkpoint that is kept: the log must go on from there. */
  get oldestSequence(): number {
    return Math.min(...this.#parts.cell.manifests.map((manifest) => manifest?.head.sequence ?? 0));
  }

  get isUnderway(): boolean {
    return this.#underway !== undefined;
  }

  /**
   * Freezes the partition. All results so far must have been stored.
   *
   * @param last the newest record taken, if any was since the start.
   * @param outputLast last sequence of the output log.
   */
  begin(last: LogRecord | undefined, outputLast: number): void {
    const { partition, schedule, clock } = this.#parts;
    const full = schedule.nextIsFull;
    let writer: SegmentWriter | undefined;
    const { head, removed } = partition.freeze(full, (actor) => writer?.add(actor));
    writer = new SegmentWriter(removed);
    this.#underway = {
      head,
      outputLast,
      full,
      writer,
      fingerprint: last === undefined ? (this.#newest?.fingerprint ?? 0) : fingerprintOf(last),
      number: ++this.#number,
      sinceFull: schedule.sinceFull,
      actors: partition.actors,
      segments: full ? [] : [...(this.#newest?.segments ?? [])],
      frozen: true,
    };
    schedule.begun(clock.now());
  }

  /** One step; resolves with the manifest once it is committed. @throws fenced, or what the store throws. */
  async step(): Promise<Manifest | undefined> {
    const underway = this.#underway;
    if (underway === undefined) return undefined;
    if (underway.frozen) {
      underway.frozen = this.#parts.partition.advanceFreeze();
      if (!underway.frozen) underway.writer.end();
    }
    for (const segment of underway.writer.take()) await this.#put(underway, segment);
    return underway.frozen ? undefined : await this.#commit(underway);
  }

  /** Takes a checkpoint to its end. */
  async finish(): Promise<Manifest | undefined> {
    let committed: Manifest | undefined;
    while (this.#underway !== undefined) committed = await this.step();
    return committed;
  }

  /** Gives up the checkpoint being taken, after a failure; the next one will be a full one. */
  abandon(): void {
    if (this.#underway === undefined) return;
    this.#underway = undefined;
    this.#parts.partition.abandonFreeze();
    this.#parts.schedule.failed();
  }

  async #put(underway: Underway, bytes: Uint8Array): Promise<void> {
    const { snapshots, cell, name } = this.#parts;
    const chunk = underway.segments.filter(({ checkpoint }) => checkpoint === underway.number).length;
    const segment: SegmentName = { partition: name, epoch: cell.epoch, checkpoint: underway.number, chunk };
    await snapshots.putSegment(segment, bytes);
    const { epoch, checkpoint } = segment;
    underway.segments.push({ epoch, checkpoint, chunk, length: bytes.length, checksum: checksum(bytes) });
  }

  async #commit(underway: Underway): Promise<Manifest> {
    const { input, output, cell, schedule, codeHash, clock } = this.#parts;
    const previous = this.#newest;
    const manifest: Manifest = {
      epoch: cell.epoch,
      checkpoint: underway.number,
      head: underway.head,
      outputLast: underway.outputLast,
      inputLog: input.identity,
      outputLog: output.identity,
      fingerprint: underway.fingerprint,
      codeHash,
      segments: underway.segments,
      sinceFull: underway.sinceFull,
      actors: underway.actors,
      takenAt: clock.now(),
    };
    await cell.commit(manifest);
    this.#newest = manifest;
    this.#underway = undefined;
    schedule.committed(underway.sinceFull);
    if (previous !== undefined) await input.ack(previous.head.sequence);
    await this.#dropUnnamed();
    return manifest;
  }

  /** Drops the segments of checkpoints that no kept manifest needs, this owner's and those that older owners left. */
  async #dropUnnamed(): Promise<void> {
    const { snapshots, cell, name } = this.#parts;
    const named = new Set<string>();
    for (const manifest of cell.manifests) {
      for (const { epoch, checkpoint } of manifest?.segments ?? []) named.add(`${epoch}/${checkpoint}`);
    }
    for (const stored of await snapshots.listCheckpoints(name)) {
      if (stored.epoch > cell.epoch || named.has(`${stored.epoch}/${stored.checkpoint}`)) continue;
      await snapshots.dropCheckpoint(stored);
    }
  }
}
