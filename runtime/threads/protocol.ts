import type { TenantSettings } from '../../actors/settings.ts';
import type { Life } from '../../connectors/leases.ts';
import type { PartitionIndex, Retention } from '../../connectors/log.ts';
import type { LogChoice, StoreChoice } from '../../connectors/registry.ts';
import type { ErrorCode } from '../base/error-codes.ts';
import type { HistogramFigures } from '../base/histogram.ts';
import type { LogLevel } from '../base/log-sink.ts';
import type { CheckpointTime } from '../checkpoint/checkpoint-time.ts';
import type { LoadProgress } from '../checkpoint/load.ts';
import type { DeliveryMode } from '../delivery/delivery-mode.ts';
import type { Quality } from '../partition/quality.ts';
import type { Without } from './away-notices.ts';
import type { Query } from './queries.ts';
import type { RateDelays, RateQuota, RatesSpec } from './rates.ts';

/** All that a thread needs to know to own a partition. Plain data. */
export interface PartitionSpec {
  readonly tenant: string;
  readonly index: PartitionIndex;
  /** Partitions of the tenant. */
  readonly count: number;
  /** What the configuration asks for now; the log may still be under older settings. */
  readonly settings: TenantSettings;
  /** What the paths in settings are relative to. */
  readonly folder: string;
  readonly delivery: DeliveryMode;
  readonly log: LogChoice;
  readonly store: StoreChoice;
  readonly retention: Retention;
  readonly checkpoint: CheckpointSpec;
  /** Milliseconds that raw events are kept; undefined: they are not. */
  readonly keepEvents?: number;
  /** Bytes that the state of its actors may have in a checkpoint; left out: no bound. */
  readonly stateBytes?: number;
  /** Left out: no bound. */
  readonly rates?: RatesSpec;
  readonly acceptCodeChange: boolean;
  /** Milliseconds the lease of a partition lasts without renewal, where several processes may want it. */
  readonly lease: number;
  /** Names the owner in the manifest. */
  readonly owner: string;
  /** Of the tasks that this process has run for the partition, one after the other. */
  readonly life?: Life;
  /** It is held back; see there. */
  readonly quarantine?: Quarantine;
}

/** Why a partition is held back until a person lets it go on. */
export interface Quarantine {
  readonly error: PlainError;
  /** It may still take what comes before this input, and then takes a checkpoint; undefined: nothing of it may run. */
  readonly before: number | undefined;
}

/** How a partition takes checkpoints; see the configuration's `checkpoint`. */
export interface CheckpointSpec {
  /** Milliseconds. */
  readonly every: number;
  readonly keep: number;
  readonly rebaseAfter: number;
  /** Sequences a partition may be ahead of its newest checkpoint before it takes no more. */
  readonly replayBound: number;
}

/**
 * Where a partition is in its life. It takes input while it is `running`, maybe delayed by a rate, and at no other time: `waiting`
 * it is not owned, `stalled` it is and waits until the store has taken a checkpoint, `quarantined` it is held by its owner until a person
 * lets it go on.
 */
export type PartitionPhase =
  | 'starting'
  | 'waiting'
  | 'recovering'
  | 'running'
  | 'stalled'
  | 'quarantined'
  | 'draining'
  | 'stopped'
  | 'failed';

/** What a partition says of itself, about once a second. */
export interface PartitionStatus {
  readonly phase: PartitionPhase;
  /** The thread it runs on. */
  readonly thread: number;
  /** Who owns it, this process or the one whose lease it waits for; null when that is not known, or nobody does. */
  readonly owner: string | null;
  readonly epoch: number;
  /** Newest input taken, and newest in the log, which partitions may share. */
  readonly sequence: number;
  readonly inputLast: number;
  /** Records of the partition that wait in the input log. */
  readonly lag: number;
  readonly outputLast: number;
  /** Milliseconds since 1970-01-01Z; null before the first event. */
  readonly watermark: number | null;
  readonly logTime: number | null;
  /** Milliseconds by which the watermark is behind the arrival of the newest record; null before the first event. */
  readonly watermarkDelay: number | null;
  readonly actors: number;
  /** Reports that its alerts have triggered and that have not been sent. */
  readonly dueReports: number;
  readonly quality: Quality;
  /** Results of a replay that were in the output log already. */
  readonly suppressed: number;
  /** What is computed again after a take-over, until that is done; null when nothing is. */
  readonly replay: Replay | null;
  /** The newest committed checkpoint. */
  readonly checkpoint: CheckpointStatus | null;
  /** How long checkpoints took, most of it beside the events. */
  readonly checkpointTime: CheckpointTime;
  /**
   * Milliseconds for which checkpoints kept events waiting, between slices of them, since the partition was taken over: their sum, the
   * longest at once, and the longest of the newest checkpoint.
   */
  readonly checkpointPause: { readonly total: number; readonly longest: number; readonly newest: number };
  /** How often and how long its tenant's rates have delayed it, since it was taken over. */
  readonly delays: RateDelays;
  /** Milliseconds from a record's arrival to the publication of its results, since its owner started. */
  readonly response: HistogramFigures;
  /** Why it failed. */
  readonly error: PlainError | null;
  /** What keeps it from going on, though it will by itself; null when nothing does. */
  readonly waitsFor: WaitsFor | null;
  /** How far its checkpoint is restored, while it is `recovering`; null at other times and where there is none. */
  readonly recovery: LoadProgress | null;
  /** Why the store has not taken the checkpoint that is being written; the partition goes on meanwhile. */
  readonly lateCheckpoint: LateCheckpoint | null;
}

/** Inputs whose results were published before a take-over: those behind a sequence, up to another. */
export interface Replay {
  readonly from: number;
  readonly upTo: number;
}

export interface LateCheckpoint {
  /** When the first write failed: milliseconds since 1970-01-01Z. */
  readonly since: number;
  /** Of the newest try. */
  readonly error: PlainError;
}

/** What a partition waits for, and since when. */
export interface WaitsFor {
  /** `lease` while another process owns it; a rate that its tenant keeps; otherwise the code of the error that has to end. */
  readonly code: ErrorCode | RateQuota | 'lease';
  /** The rest for people: what, where, and what to do. */
  readonly what: string;
  /** Milliseconds since 1970-01-01Z. */
  readonly since: number;
}

export interface CheckpointStatus {
  readonly number: number;
  readonly sequence: number;
  readonly takenAt: number;
  /** Bytes of all its segments. */
  readonly bytes: number;
  readonly actors: number;
}

export interface PlainError {
  readonly code: ErrorCode;
  readonly what: string;
  readonly where: string;
  readonly fix: string;
}

/** From the main thread to a task. */
export type ToTask = { readonly type: 'stop' } | { readonly type: 'query'; readonly id: number; readonly query: Query };

/** From a task to the main thread. */
export type FromTask =
  | { readonly type: 'status'; readonly status: PartitionStatus }
  | {
      readonly type: 'log';
      readonly level: LogLevel;
      readonly message: string;
      readonly fields: Record<string, unknown>;
    }
  /** A server is away and is tried again; `why` is null: it's there. Told of all partitions together. */
  | { readonly type: 'away'; readonly without: Without; readonly why: string | null }
  | { readonly type: 'reply'; readonly id: number; readonly value: unknown }
  | { readonly type: 'refusal'; readonly id: number; readonly error: PlainError };
