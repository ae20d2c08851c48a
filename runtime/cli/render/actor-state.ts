import type { AnalyticView } from '../../inspection/inspect-partition.ts';
import { clean, figure } from './words.ts';

/** An analytic's state as names and values. */
export function stateFields({ use, state }: AnalyticView): [string, string][] {
  if (state === undefined || state === null) return [];
  if (typeof state !== 'object' || Array.isArray(state)) return [['state', valueText(state)]];
  const values = use === 'global-statistics' ? statisticsOf(state as Statistics) : state;
  return Object.entries(values).map(([name, value]) => [clean(name), valueText(value)]);
}

interface Statistics {
  readonly events: number;
  readonly active: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly sum: number;
}

/** As its results say it: the mean for the sum. */
function statisticsOf({ events, active, minimum, maximum, sum }: Statistics): object {
  return { events, active, minimum, maximum, mean: sum / events };
}

function valueText(value: unknown): string {
  if (typeof value === 'number') return figure(value);
  if (typeof value === 'string') return clean(value);
  return clean(JSON.stringify(value) ?? String(value));
}
