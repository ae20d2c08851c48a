import type { HourlyRollup, LotForm } from '../../connectors/archive.ts';
import type { Log } from '../../connectors/log.ts';
import type { PartitionName, SnapshotStore } from '../../connectors/snapshot-store.ts';
import type { Clock } from '../base/clock.ts';
import type { MillraceError } from '../base/errors.ts';
import type { Stage } from '../partition/stage.ts';
import type { OwnerCell } from './owner-cell.ts';
import type { Schedule } from './schedule.ts';

/** What a {@link import('./coordinator.ts').Coordinator} works with. */
export interface CoordinatorParts {
  readonly name: PartitionName;
  readonly partition: Stage;
  readonly input: Log;
  readonly output: Log;
  readonly snapshots: SnapshotStore;
  /** Archives roll-ups as they are at an input sequence. */
  readonly archive: (sequence: number, rollups: readonly HourlyRollup[]) => Promise<void>;
  /** The lots in which it gets them. */
  readonly lots: LotForm;
  /** Archives the raw events up to a record that has been taken, where they are kept. */
  readonly archiveEvents: (last: number, signal: AbortSignal) => Promise<void>;
  readonly cell: OwnerCell;
  readonly schedule: Schedule;
  readonly codeHash: string;
  readonly clock: Clock;
  /** Resolves once the output log holds everything up to a sequence. */
  readonly stored: (sequence: number) => Promise<void>;
  /** Told of the milliseconds for which a checkpoint kept events waiting. */
  readonly paused: (milliseconds: number) => void;
  /** Told when the store has not taken a checkpoint, at each try that failed, and with null when it has. */
  readonly late: (error: MillraceError | null) => void;
}
