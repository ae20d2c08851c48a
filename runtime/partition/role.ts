import type { Analytic } from '../../actors/analytic.ts';
import { type Modules, makeAnalytic, makeFormat } from '../../actors/catalog.ts';
import { chainedOn } from '../../actors/chaining.ts';
import type { Format } from '../../actors/formats/format.ts';
import { isMergedOnly } from '../../actors/merging.ts';
import type { AnalyticSettings, TenantSettings } from '../../actors/settings.ts';
import type { Turn } from '../../actors/turn.ts';
import type { Barrier } from '../../actors/windows/windows.ts';
import type { LogRecord } from '../../connectors/log.ts';
import { keyShare } from './key-share.ts';
import { type Filter, filterOf } from './where.ts';

/** What a partition makes of the records of its log, and which of a tenant's analytics it has. */
export interface Role {
  /** What proofs name; undefined: the partition's number. */
  readonly name: Turn['partition'] | undefined;

  /** Whether its events are those that the archive keeps. */
  readonly archives: boolean;

  /** Whether its alerts may trigger reports. */
  readonly triggers: boolean;

  analyticsOf(settings: TenantSettings): readonly AnalyticSettings[];

  /** Ids of those whose results are sent on, as events of other analytics. */
  chainedOn(settings: TenantSettings): ReadonlySet<string>;

  /**
   * The events that such a result is for analytics of this very stage, a line each; none: empty. Undefined where they are another stage's.
   *
   * @param part as `chainedPart` gave it.
   */
  readonly linkedLines: ((part: string, settings: TenantSettings) => Uint8Array) | undefined;

  /** @throws actor-settings-invalid, module-not-loaded. */
  makeAnalytic(settings: AnalyticSettings, modules: Modules, barrier: Barrier): Analytic;

  /** Which events an analytic takes; undefined: all. */
  filterOf(settings: AnalyticSettings): Filter | undefined;

  /** @throws module-not-loaded. */
  makeFormat(settings: TenantSettings, modules: Modules): Format;

  /** Bytes that a line may have. */
  maxLineBytes(settings: TenantSettings): number;

  /** Actors that each of so many partitions may have. */
  keyShareOf(settings: TenantSettings, partitions: number): number;

  /** The lines of a record, and the key that all of them must have, empty when none; undefined when it has none to take. */
  linesOf(record: LogRecord, settings: TenantSettings): Pick<LogRecord, 'key' | 'payload'> | undefined;
}

/** Takes the events of a slice of a tenant's keys. */
export const partitionRole: Role = {
  name: undefined,
  archives: true,
  triggers: false,
  analyticsOf: ({ analytics }) => analytics.filter((one) => !isMergedOnly(one)),
  chainedOn,
  linkedLines: undefined,
  makeAnalytic,
  filterOf: ({ where }) => filterOf(where),
  makeFormat: ({ input }, modules) => makeFormat(input, modules),
  maxLineBytes: ({ input }) => input.maxRecordBytes,
  keyShareOf: ({ keyQuota }, partitions) => keyShare(keyQuota, partitions),
  linesOf: (record) => (record.kind === 'event' ? record : undefined),
};
