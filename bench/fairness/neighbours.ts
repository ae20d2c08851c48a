import { usage } from '../support/arguments.ts';

/** A tenant that a quiet one has to share its thread with, and what it is sent. */
export interface Neighbour {
  readonly name: string;
  readonly partitions: number;
  readonly analytics: readonly { readonly use: string }[];
  /** By file name. */
  readonly modules?: Readonly<Record<string, string>>;
  /** Its i-th line. */
  readonly line: (i: number) => string;
  /** Lines that it takes in the time in which one that has nothing else to do takes one of its events. */
  readonly pace: number;
}

const STATISTICS = [{ use: 'global-statistics' }];

function lineOf(i: number): string {
  return `${1 + (i % 500)},141,312,2017-02-19 14:20:${String(i % 60).padStart(2, '0')} UTC,${240 + (i % 9)},999999,True,`;
}

function busy(name: string, milliseconds: number): Neighbour {
  const module = `
import { defineActor, objectState } from 'millrace';
export const busy = defineActor({
  name: 'busy',
  state: objectState(() => ({ events: 0 })),
  onEvent(turn, state) {
    state.events++;
    for (const end = performance.now() + ${milliseconds}; performance.now() < end; );
  },
});
`;
  const analytics = [{ use: './busy.ts' }];
  return { name, partitions: 1, analytics, modules: { 'busy.ts': module }, line: lineOf, pace: 0.02 / milliseconds };
}

const THROWING = `
import { defineActor, objectState } from 'millrace';
export const throwing = defineActor({
  name: 'throwing',
  state: objectState(() => ({ events: 0 })),
  onEvent() {
    throw new Error('it always throws');
  },
});
`;

const neighbours: readonly Neighbour[] = [
  { name: 'flood', partitions: 1, analytics: STATISTICS, line: lineOf, pace: 1 },
  { name: 'flood-4', partitions: 4, analytics: STATISTICS, line: lineOf, pace: 1 },
  { name: 'wrong', partitions: 1, analytics: STATISTICS, line: (i) => `WRONG LINE ${i}`, pace: 1 },
  {
    name: 'throwing',
    partitions: 1,
    analytics: [{ use: './throwing.ts' }],
    modules: { 'throwing.ts': THROWING },
    line: lineOf,
    pace: 0.5,
  },
  busy('busy-1ms', 1),
  busy('busy-50ms', 50),
];

/** Those named, or all. Throws `usage`. */
export function neighboursNamed(names: readonly string[] | undefined): readonly Neighbour[] {
  if (names === undefined) return neighbours;
  return names.map((name) => {
    const found = neighbours.find((neighbour) => neighbour.name === name);
    if (found !== undefined) return found;
    const known = neighbours.map((neighbour) => neighbour.name).join(', ');
    throw usage(`there is no neighbour ${name}`, `name some of ${known}`);
  });
}
