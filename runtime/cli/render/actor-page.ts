import type { InspectedActor } from '../../control/inspection.ts';
import type { AnalyticView } from '../../inspection/inspect-partition.ts';
import { stateFields } from './actor-state.ts';
import { checkpointWords, notesOf } from './origins.ts';
import type { Screen } from './screen.ts';
import { fields } from './table.ts';
import { drawWindows } from './windows-drawing.ts';
import { ago, figure, utc } from './words.ts';

const INDENT = '  ';

/** One actor as lines: where it is, its last event, and each analytic's state, windows and timers. */
export function actorPage(actor: InspectedActor, now: number, screen: Screen): string[] {
  const inner = { ...screen, width: screen.width - INDENT.length };
  const analytics = actor.analytics.flatMap((analytic) => ['', ...analyticLines(analytic, inner)]);
  return [
    screen.paint('bold', `${actor.key} of ${actor.tenant}`),
    ...indented(fields(headOf(actor, now), inner)),
    ...(actor.origin === undefined ? [] : indented(notesOf(actor.origin))),
    ...analytics,
  ];
}

function headOf(actor: InspectedActor, now: number): [string, string][] {
  const { origin } = actor;
  const at = `${actor.tenant}/${actor.partition}`;
  return [
    ['partition', actor.thread === null ? at : `${at}, thread ${actor.thread}`],
    ...(origin === undefined ? [] : [['from', `${checkpointWords(origin, now)}: no runtime runs`] as [string, string]]),
    ['events', figure(actor.events)],
    [
      'last event',
      `${utc(actor.lastTime)} UTC, value ${figure(actor.lastValue)}, ${actor.lastActive ? 'active' : 'not active'}`,
    ],
    ['arrived', `${utc(actor.lastArrival)} UTC (${ago(actor.lastArrival, now)}), input ${figure(actor.lastSequence)}`],
    ['watermark', actor.watermark === null ? '-' : `${utc(actor.watermark)} UTC`],
  ];
}

function analyticLines(analytic: AnalyticView, screen: Screen): string[] {
  const { id, use, timers } = analytic;
  const due = timers.map(({ clock, name, time }): [string, string] => [
    'timer',
    `${utc(time)} UTC by ${clock === 'event' ? 'event time' : 'arrival'}${name === '' ? '' : `, ${name}`}`,
  ]);
  const body = [...fields([...stateFields(analytic), ...due], screen), ...windowLines(analytic, screen)];
  return [
    screen.paint('bold', id === use ? id : `${id} (${use})`),
    ...indented(body.length > 0 ? body : ['holds nothing of this key']),
  ];
}

function windowLines({ windows, threshold, watermark }: AnalyticView, screen: Screen): string[] {
  if (windows === undefined || threshold === undefined) return [];
  if (windows.length === 0) return [`no open window, threshold ${threshold}`];
  return [
    `open windows and their active events, threshold ${threshold}`,
    ...drawWindows(windows, { watermark, threshold }, screen),
  ];
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => INDENT + line);
}
