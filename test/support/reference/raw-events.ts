import type { RawEvent } from '../../../connectors/archive.ts';
import { linesOf, parseLine, partitionOf } from './line.ts';
import { RefRedriven } from './redrives.ts';
import type { RollupsOf } from './rollups.ts';

/** The valid events of a log as they came, without any of the code under test. */
export function referenceEvents({ records, settings, place = { index: 0, count: 1 } }: RollupsOf): RawEvent[] {
  let { maxRecordBytes } = settings.input;
  const redriven = new RefRedriven();
  return records.flatMap(({ sequence, kind, payload, key: sent = '' }) => {
    if (kind === 'settings') ({ maxRecordBytes } = JSON.parse(Buffer.from(payload).toString()).settings.input);
    const redrive = kind === 'redrive' ? redriven.take({ payload }) : undefined;
    // A dead letter was an event before.
    const comesBack = redrive?.head.of === 'wrong' && (redrive.head.to ?? place.index) === place.index;
    if (kind !== 'event' && !comesBack) return [];
    const key = redrive === undefined ? sent : (redrive.head.key ?? '');
    return (redrive === undefined ? linesOf(payload) : [redrive.line]).flatMap((line, index) => {
      const event = line.length > maxRecordBytes ? undefined : parseLine(line);
      if (event === undefined || (key !== '' && event.key !== key)) return [];
      if (partitionOf(event.tokens, place.count) !== place.index) return [];
      return [{ sequence, index, time: event.time, payload: line }];
    });
  });
}

/** Raw events as lines in their order, so that a difference reads well. */
export function spelledEvents(events: readonly RawEvent[]): string[] {
  return events.map(({ sequence, index, time, payload }) => {
    return `${sequence}.${index} ${time} ${Buffer.from(payload).toString('latin1')}`;
  });
}
