import type { TenantSettings } from '../../actors/settings.ts';
import type { TriggersHead } from '../batch/report-triggers.ts';
import type { Quality } from './quality.ts';
import type { RedrivenHead } from './redriven.ts';

/** What a checkpoint keeps beside the actors. Plain data. */
export interface PartitionHead {
  /** The newest input sequence in it. */
  readonly sequence: number;
  readonly watermark: number;
  readonly greatest: number;
  readonly logTime: number;
  readonly lastRecord: number;
  /** Log time up to which silent actors have been looked at, see {@link import('./expiry.ts').Expiry}; undefined: none has. */
  readonly swept?: number;
  readonly quality: Quality;
  readonly settings: TenantSettings;
  /** State versions of the analytics, by position. */
  readonly versions: readonly number[];
  /** Undefined in a checkpoint of an older version. */
  readonly redriven?: RedrivenHead;
  /** Of a stage whose alerts may trigger reports; undefined in a checkpoint of an older version. */
  readonly triggers?: TriggersHead;
}
