import type { AppendOptions, NewRecord } from '../../../connectors/log.ts';
import type { SegmentName } from '../../../connectors/snapshot-store.ts';
import type { Call } from '../../support/owner/intercept.ts';

/** An owner's fence. */
export function isFence({ part, method, args }: Call): boolean {
  return part === 'output' && method === 'append' && (args[1] as AppendOptions | undefined)?.whole === true;
}

/** What an owner sends behind its fence: results, progress records. */
export function isSent(call: Call): boolean {
  return call.part === 'output' && call.method === 'append' && !isFence(call);
}

/** Results that an owner sends. */
export function areResults(call: Call): boolean {
  return isSent(call) && !isProgress(call);
}

export function isProgress({ part, method, args }: Call): boolean {
  return part === 'output' && method === 'append' && (args[0] as readonly NewRecord[])[0]?.kind === 'progress';
}

/** A segment of that number in its checkpoint, on its way to the store. */
export function isSegment(chunk: number): (call: Call) => boolean {
  return ({ method, args }) => method === 'putSegment' && (args[0] as SegmentName).chunk === chunk;
}

/** Any call of that method. */
export function isCall(part: Call['part'], method: string): (call: Call) => boolean {
  return (call) => call.part === part && call.method === method;
}
