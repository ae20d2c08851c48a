import type { JetStreamManager } from '@nats-io/jetstream';
import type { LogBounds, LogName, LogRecord } from '../log.ts';
import { checkIdentity } from './stream-identity.ts';
import { filtersOf, matches, streamOf } from './subjects.ts';
import { recordOf } from './wire.ts';

/** Where the stream of a log begins and ends. @param identity that it had when it was opened. @throws log-recreated. */
export async function boundsOf(jsm: JetStreamManager, name: LogName, identity: string): Promise<LogBounds> {
  const info = await jsm.streams.info(streamOf(name));
  checkIdentity(info, identity);
  const { state } = info;
  // An empty stream says that it begins at 0, or behind what was dropped.
  return { first: state.messages === 0 ? state.last_seq + 1 : state.first_seq, last: state.last_seq };
}

/** The record of a log at a sequence; undefined where there is none, or another partition's. */
export async function recordAt(jsm: JetStreamManager, name: LogName, at: number): Promise<LogRecord | undefined> {
  const message = await jsm.streams.getMessage(streamOf(name), { seq: at });
  if (message === null || !matches(message.subject, filtersOf(name))) return undefined;
  const { subject, seq, header, data } = message;
  const arrival = message.time.getTime();
  return recordOf({ subject, sequence: seq, arrival, payload: data, headers: header });
}

/** Sequence of the first record of a log after a sequence, as the stream's leader sees it. */
export async function nextAfter(jsm: JetStreamManager, name: LogName, after: number): Promise<number | undefined> {
  let next: number | undefined;
  for (const filter of filtersOf(name)) {
    const query = { seq: after + 1, next_by_subj: filter };
    const found = await jsm.streams.getMessage(streamOf(name), query);
    if (found !== null) next = Math.min(next ?? found.seq, found.seq);
  }
  return next;
}
