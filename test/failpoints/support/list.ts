import type { Call } from '../../support/owner/intercept.ts';
import { areResults, isCall, isFence, isProgress, isSegment } from './calls.ts';
import type { Effect, FailPoint } from './fail-point.ts';

/** A fail-point with its name, and where it can be met. */
export interface ListedPoint {
  readonly name: string;
  readonly point: FailPoint;
  /** `later`: only by an owner that goes on from a checkpoint; `servers`: only on logs that don't keep their tail. */
  readonly only?: 'later' | 'servers';
}

const crashes: readonly Effect[] = ['crash before', 'crash after'];
const appends: readonly Effect[] = ['crash before', 'crash halfway', 'crash after'];
const all: readonly Effect[] = [...crashes, 'lost', 'unanswered'];
const swap = isCall('snapshots', 'swapManifest');

/** Every fail-point of one owner: where it takes over, where it publishes, where it takes a checkpoint. */
export const failPoints: readonly ListedPoint[] = [
  ...at('the claim', swap, all),
  ...at('the fence', isFence, all),
  ...at('the tail scan', isCall('output', 'tail'), crashes),
  ...at('the load of a segment', isCall('snapshots', 'getSegment'), crashes, { only: 'later' }),
  ...at('the reading as owner', isCall('input', 'own'), crashes),
  ...at('the first commit', swap, all, { nth: 2 }),
  ...at('the first results', areResults, appends),
  ...at('results', areResults, [...appends, 'lost', 'unanswered'], { nth: 3 }),
  ...at('a progress record', isProgress, crashes, { only: 'servers' }),
  ...at('the first segment', isSegment(0), crashes),
  ...at('the second segment', isSegment(1), all),
  ...at('the first roll-ups', isCall('archive', 'putRollups'), all),
  ...at('roll-ups', isCall('archive', 'putRollups'), all, { nth: 3 }),
  ...at('a commit', swap, all, { nth: 3 }),
  ...at('an acknowledgement', isCall('input', 'ack'), crashes, { nth: 2 }),
  ...at('the list of checkpoints', isCall('snapshots', 'listCheckpoints'), crashes, { nth: 3 }),
  ...at('the deletion of segments', isCall('snapshots', 'dropCheckpoint'), all),
];

function at(
  step: string,
  matches: (call: Call) => boolean,
  effects: readonly Effect[],
  { nth = 1, only }: { readonly nth?: number; readonly only?: ListedPoint['only'] } = {},
): ListedPoint[] {
  return effects.map((effect) => ({
    name: `${step}: ${effect}`,
    point: { matches, nth, effect },
    ...(only !== undefined && { only }),
  }));
}
