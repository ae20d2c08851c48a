import type { WindowView } from '../../../actors/windows/windows.ts';
import type { Screen } from './screen.ts';
import { isoOf } from './words.ts';

/** Columns of the time axis, where the screen has room. */
const AXIS = 60;
const LEAST_AXIS = 10;
const PAST = '█';
const FUTURE = '░';

/** The stretch of time that the axis shows. */
interface Axis {
  readonly from: number;
  readonly to: number;
  readonly columns: number;
}

/**
 * Open windows as lines, each with its times, its count and a bar on a common axis: full up to the watermark, light beyond.
 * A count above the threshold, which will have a result, has a `!`.
 *
 * @param windows at least one.
 */
export function drawWindows(
  windows: readonly WindowView[],
  { watermark, threshold }: { readonly watermark: number | null; readonly threshold: number },
  screen: Screen,
): string[] {
  const from = Math.min(...windows.map(({ start }) => start));
  const to = Math.max(...windows.map(({ end }) => end), from + 1);
  const spell = spellingFor(
    windows.flatMap(({ start, end }) => [start, end]),
    watermark ?? from,
  );
  const counts = windows.map(({ count }) => `${count}${count > threshold ? ' !' : '  '}`);
  const room = Math.max(...counts.map((count) => count.length));
  const labels = windows.map(
    ({ start, end }, at) => `${spell(start)} - ${spell(end)}  ${counts[at]?.padStart(room)}  `,
  );
  const indent = labels[0]?.length ?? 0;
  const columns = Math.max(LEAST_AXIS, Math.min(AXIS, screen.width - indent));
  const axis = { from, to, columns };
  const bars = windows.map((window, at) => {
    const label = labels[at] ?? '';
    const painted = (windows[at]?.count ?? 0) > threshold ? screen.paint('red', label) : label;
    return (painted + barOf(window, watermark ?? Number.NEGATIVE_INFINITY, axis)).trimEnd();
  });
  const mark = watermark === null ? [] : [' '.repeat(indent) + markOf(watermark, spell(watermark), axis)];
  const day = isoOf(from).slice(0, 10);
  const [first, last] = [spell(from), spell(to)];
  const ends = first.length + last.length < columns ? first.padEnd(columns - last.length) + last : first;
  return [...mark, ...bars, screen.paint('dim', day.padEnd(indent) + ends)];
}

function barOf({ start, end }: WindowView, watermark: number, { from, to, columns }: Axis): string {
  const step = (to - from) / columns;
  const first = Math.min(columns - 1, Math.floor((start - from) / step));
  const last = Math.max(first, Math.ceil((end - from) / step) - 1);
  let bar = ' '.repeat(first);
  for (let column = first; column <= last; column++) bar += from + (column + 0.5) * step < watermark ? PAST : FUTURE;
  return bar;
}

/** Where the watermark is; an arrow at the edge when it is beyond the axis. */
function markOf(watermark: number, time: string, { from, to, columns }: Axis): string {
  const text = `watermark ${time}`;
  if (watermark < from) return `◀ ${text}`;
  if (watermark > to) return `${text} ▶`.padStart(columns);
  const column = Math.min(columns - 1, Math.floor(((watermark - from) / (to - from)) * columns));
  if (column + 2 + text.length <= columns) return `${' '.repeat(column)}▼ ${text}`;
  return `${text} ▼`.padStart(column + 1);
}

/** How times are spelled: with the day where they are of several, with milliseconds where a window's have some. */
function spellingFor(times: readonly number[], watermark: number): (time: number) => string {
  const isOneDay = new Set([...times, watermark].map((time) => isoOf(time).slice(0, 10))).size === 1;
  const isWhole = times.every((time) => time % 1000 === 0);
  return (time) =>
    isoOf(time)
      .replace('T', ' ')
      .slice(isOneDay ? 11 : 5, isWhole ? 19 : 23);
}
