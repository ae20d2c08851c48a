import { limits } from '../../runtime/base/limits.ts';
import type { ResultIdentity } from '../log.ts';
import { type ReaderPlace, RecordReader } from './record-reader.ts';
import { streamOf } from './subjects.ts';

/**
 * Identity of the newest result in an output stream: the one that the newest progress record names, or one that came after it.
 * Read through the stream's leader, and to be read only behind one's own fence: then nobody older can add to it.
 *
 * @param last the stream's last sequence: the fence's.
 */
export async function readTail(place: ReaderPlace, last: number): Promise<ResultIdentity | undefined> {
  const { jsm, name } = place;
  const { tenant, partition } = name;
  const progress = await jsm.streams.getMessage(streamOf(name), {
    last_by_subj: `ctl.${tenant}.${partition}.progress`,
  });
  let newest = progress === null ? undefined : (progress.json() as ResultIdentity);
  let reached = progress?.seq ?? 0;
  const reader = new RecordReader(place, reached);
  try {
    while (reached < last) {
      const records = await reader.read(limits.sliceRecords, true);
      if (records.length === 0) throw new Error(`no record came after ${reached} of ${last}`);
      for (const { identity, sequence } of records) {
        newest = identity ?? newest;
        reached = sequence;
      }
    }
  } finally {
    await reader.close();
  }
  return newest;
}
