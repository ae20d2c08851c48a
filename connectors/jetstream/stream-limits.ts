import type { JetStreamManager, StoredMsg, StreamConfig, StreamInfo } from '@nats-io/jetstream';
import { hasIngest, INGEST, isMerged, type LogName, type PartitionIndex } from '../log.ts';
import { acknowledged } from './consumers.ts';
import { ADJUSTABLE } from './stream-check.ts';
import type { WantedConfig } from './stream-config.ts';
import { filtersOf, streamOf } from './subjects.ts';

/** What is to be changed on a stream that is there, and what is not although the configuration says so. */
export interface Adjustment {
  /** Undefined: nothing. */
  readonly change: Partial<StreamConfig> | undefined;
  /** In words, each. */
  readonly postponed: readonly string[];
}

/**
 * Compares a stream's limits with those that the configuration asks for. An input stream isn't made smaller as long as that
 * would drop records which are not read yet, or not yet behind a checkpoint.
 */
export async function adjustmentOf(
  jsm: JetStreamManager,
  name: LogName,
  info: StreamInfo,
  wanted: WantedConfig,
): Promise<Adjustment> {
  const found = info.config;
  const different = ADJUSTABLE.filter((limit) => wanted[limit] !== undefined && found[limit] !== wanted[limit]);
  const cuts = different.some((limit) => isSmaller(limit, found[limit], wanted[limit]));
  const unread = cuts && name.direction === 'input' ? await oldestUnread(jsm, name) : undefined;
  const kept = different.filter((limit) => unread !== undefined && wouldDrop(limit, info, wanted, unread));
  const changed = different.filter((limit) => !kept.includes(limit));
  return {
    change: changed.length === 0 ? undefined : Object.fromEntries(changed.map((limit) => [limit, wanted[limit]])),
    postponed: kept.map((limit) => {
      return `stream ${found.name}: ${limit} stays ${found[limit]} instead of ${wanted[limit]}, for records from ${unread?.seq} on are not read yet; it is changed at a start that finds them read`;
    }),
  };
}

type Limit = (typeof ADJUSTABLE)[number];

/** Of the limits that drop records; none is the largest. */
function isSmaller(limit: Limit, found = 0, wanted = found): boolean {
  if (limit !== 'max_age' && limit !== 'max_bytes') return false;
  return wanted > 0 && (found <= 0 || wanted < found);
}

function wouldDrop(limit: Limit, { config, state, ts }: StreamInfo, wanted: WantedConfig, unread: StoredMsg): boolean {
  if (!isSmaller(limit, config[limit], wanted[limit])) return false;
  if (limit === 'max_bytes') return state.bytes > (wanted.max_bytes ?? 0);
  const now = ts === undefined ? Date.now() : Date.parse(ts);
  return unread.time.getTime() < now - (wanted.max_age ?? 0) / 1_000_000;
}

/** The oldest record that a partition of the stream has not acknowledged; undefined when there is none. */
async function oldestUnread(jsm: JetStreamManager, name: LogName): Promise<StoredMsg | undefined> {
  let oldest: StoredMsg | undefined;
  for (const partition of readersOf(name)) {
    const one = { ...name, partition };
    const after = await acknowledged(jsm, one);
    for (const filter of filtersOf(one)) {
      const query = { seq: after + 1, next_by_subj: filter };
      const found = await jsm.streams.getMessage(streamOf(name), query);
      if (found !== null && (oldest === undefined || found.seq < oldest.seq)) oldest = found;
    }
  }
  return oldest;
}

/** Who reads a stream of input. */
function readersOf(name: LogName): readonly PartitionIndex[] {
  if (isMerged(name)) return [name.partition];
  const partitions = Array.from({ length: name.count }, (_, i) => i);
  return hasIngest(name.count) ? [...partitions, INGEST] : partitions;
}
