import type { StoredMsg } from '@nats-io/jetstream';
import { MillraceError } from '../../runtime/base/errors.ts';
import { limits } from '../../runtime/base/limits.ts';
import { isAfter, type LogBounds, type LogName, type Progress, type ResultIdentity, type Tail } from '../log.ts';
import { type ReaderPlace, RecordReader } from './record-reader.ts';
import { streamOf } from './subjects.ts';

const decoder = new TextDecoder();
/** Before every result: inputs are numbered from 1. */
const NOTHING: Progress = { input: 0, index: -1, at: 0 };

/**
 * The newest result in an output stream, and which of the results behind the newest progress record are there. Read through the
 * stream's leader, and to be read only behind one's own fence: then nobody older can add to it.
 *
 * @param bounds of the stream; its last sequence is the fence's.
 * @throws output-lost when the stream has lost its beginning and the progress record that would stand for it.
 */
export async function readTail(place: ReaderPlace, { first, last }: LogBounds): Promise<Tail | undefined> {
  const { jsm, name } = place;
  const { tenant, partition } = name;
  const progress = await jsm.streams.getMessage(streamOf(name), {
    last_by_subj: `ctl.${tenant}.${partition}.progress`,
  });
  const from = progress === null ? NOTHING : progressIn(name, progress);
  if (first > from.at + 1)
    throw lost(name, `the stream begins at ${first}, and results up to ${from.at} are vouched for`);
  let newest: ResultIdentity = from;
  let reached = from.at;
  const further = new Set<string>();
  const reader = new RecordReader(place, reached);
  try {
    while (reached < last) {
      const records = await reader.read(limits.sliceRecords, true);
      if (records.length === 0) throw new Error(`no record came after ${reached} of ${last}`);
      for (const { identity, sequence } of records) {
        reached = sequence;
        if (identity === undefined) continue;
        further.add(`${identity.input}.${identity.index}`);
        if (isAfter(identity, newest)) newest = identity;
      }
    }
  } finally {
    await reader.close();
  }
  if (progress === null && further.size === 0) return undefined;
  return { input: newest.input, index: newest.index, from, further };
}

/** What a progress record says. @throws output-lost when it is none of the runtime's. */
function progressIn(name: LogName, { data, seq }: StoredMsg): Progress {
  const found = parsed(decoder.decode(data));
  if (found !== undefined && found.at < seq) return found;
  throw lost(name, `record ${seq} is no progress record of the runtime's and took the place of one`);
}

function parsed(text: string): Progress | undefined {
  try {
    const { input, index, at } = JSON.parse(text) as Progress;
    return [input, index, at].every(Number.isSafeInteger) ? { input, index, at } : undefined;
  } catch {
    return undefined;
  }
}

function lost(name: LogName, why: string): MillraceError {
  return new MillraceError('output-lost', {
    what: `${why}: nobody can tell which results were sent`,
    where: `stream ${streamOf(name)}`,
    fix: 'restore the stream from a copy, or remove the data of this partition to start anew; let nobody else publish there or purge it',
  });
}
