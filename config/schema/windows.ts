import { z } from 'zod';
import { anyOf, complain } from './complaint.ts';
import { defaultsTo } from './docs.ts';
import { integer } from './leaves.ts';
import { choice, kindOf, section } from './section.ts';
import { duration, durationText } from './units.ts';

const span = (example: string) => duration({ min: '1ms', max: '366d', example });
const events = (example: number) => integer(1, 1_000_000, example);

interface Hopping {
  readonly size: number;
  readonly slide?: number | undefined;
}

/** Refuses windows with holes between them, in which events would be lost. */
function noHoles(spell: (value: number) => string) {
  return (found: Hopping, context: z.RefinementCtx): void => {
    if (found.slide === undefined || found.slide <= found.size) return;
    context.addIssue({
      code: 'custom',
      path: ['slide'],
      message: complain({
        code: 'config-conflict',
        found: `slide ${spell(found.slide)}`,
        wanted: `at most the window's size, ${spell(found.size)}`,
        fix: `write slide: ${spell(found.size)} or less, or a greater size: events between two windows would be lost`,
      }),
    });
  };
}

const sliding = section(
  {
    kind: kindOf('sliding', 'Windows of one size that start every slide, counted from 1970-01-01Z. They overlap.'),
    size: span('60s').prefault('60s').describe('How long a window is.'),
    slide: span('5s').prefault('5s').describe('How far apart windows start; at most the size.'),
  },
  { in: 'in a sliding window', keys: { gap: 'remove gap, or write kind: session' } },
).superRefine(noHoles(durationText));

const tumbling = section(
  {
    kind: kindOf('tumbling', 'Windows of one size, one after the other, counted from 1970-01-01Z.'),
    size: span('60s').describe('How long a window is.'),
  },
  {
    in: 'in a tumbling window',
    keys: {
      slide: 'remove slide: a tumbling window starts where the last one ends; or write kind: sliding',
      gap: 'remove gap, or write kind: session',
    },
  },
);

const session = section(
  {
    kind: kindOf('session', 'A window lasts as long as events follow each other closely.'),
    gap: span('30s').describe('How long without an event ends the window.'),
  },
  {
    in: 'in a session window',
    keys: {
      size: 'remove size: a session lasts until gap has passed without an event; or write kind: tumbling',
      slide: 'remove slide, or write kind: sliding',
    },
  },
);

const count = section(
  {
    kind: kindOf('count', 'A window of the last events of a key, whatever their times.'),
    size: events(10).describe('Events in a window.'),
    slide: defaultsTo(
      events(5).optional().describe('Events from one window to the next; at most the size.'),
      'the size',
    ),
  },
  { in: 'in a count window', keys: { gap: 'remove gap, or write kind: session' } },
).superRefine(noHoles(String));

const kinds = ['sliding', 'tumbling', 'session', 'count'] as const;

export const windowSchema = z
  .discriminatedUnion('kind', [sliding, tumbling, session, count], { error: choice('kind', kinds, anyOf(kinds)) })
  .prefault({ kind: 'sliding' })
  .describe('The windows in which active events are counted.');
