import { setImmediate } from 'node:timers/promises';
import { limits } from '../../base/limits.ts';
import type { FedResult, ResultFeed } from './result-feed.ts';

/**
 * One page of a feed as JSON: `{"results": [{"output", "partition", "sequence", "arrival", "key", "result"}], "cursor", "more"}`. The next page
 * begins behind `cursor`; `more` says whether there may be results for it already. A page may be empty and have more behind it: it
 * reads on for what is wanted so often and no longer.
 */
export async function pageOf(feed: ResultFeed, most: number): Promise<string> {
  const results: FedResult[] = [];
  let { cursor } = feed;
  let more = true;
  for (let reads = 0; more && results.length < most && reads < limits.resultPageReads; reads++) {
    const round = await feed.next();
    const room = most - results.length;
    results.push(...round.results.slice(0, room));
    const isCut = round.results.length > room;
    more = !round.isEnd;
    cursor = isCut ? (results.at(-1)?.cursor ?? cursor) : round.cursor;
    // Others on the thread get their turn: a read of an embedded log holds it.
    await setImmediate();
  }
  const rows = results.map(rowOf).join(',');
  return `{"results":[${rows}],"cursor":${JSON.stringify(cursor)},"more":${more}}`;
}

/** The result stays as it was published. */
function rowOf({ result: { partition, sequence, arrival, output, key, payload } }: FedResult): string {
  const head = { output, partition, sequence, arrival: new Date(arrival).toISOString(), key };
  return `${JSON.stringify(head).slice(0, -1)},"result":${Buffer.from(payload).toString('utf8')}}`;
}
