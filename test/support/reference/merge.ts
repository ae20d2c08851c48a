import type { AlarmFrequencyConfig, CriticalRateConfig, TenantSettings } from '../../../actors/settings.ts';
import type { RefRecord, RefResult } from './reference.ts';
import { settingsHash } from './shapes.ts';

/** A part of a sum: a result that a partition sent, and when the merged log stored it. */
interface Part {
  readonly analytic: string;
  readonly station: number;
  readonly sensor: number;
  readonly start: string;
  readonly end: string;
  readonly count: number;
}

/** A window alert as one analytic counts it, by the settings of then. */
interface Counted {
  readonly analytic: string;
  readonly group: number | string;
  readonly start: number;
  readonly end: number;
  readonly input: number;
}

/** An alert that asked for reports. */
interface RefTrigger {
  readonly input: number;
  readonly index: number;
  readonly reports: readonly string[];
  readonly logTime: number;
}

/** A sum that waits to be told. */
interface Waiting {
  readonly due: number;
  readonly part: Part;
}

/** What a merge stage gives for its log, computed from all that it has seen each time, without any of the code under test. */
export function referenceMerge(records: readonly RefRecord[], first: TenantSettings): readonly RefResult[] {
  const results: RefResult[] = [];
  let alerts: Counted[] = [];
  let parts: Part[] = [];
  let told: Part[] = [];
  const warned = new Set<string>();
  let waiting: Waiting[] = [];
  let settings = first;
  let logTime = Number.NEGATIVE_INFINITY;
  let lastRecord = Number.NEGATIVE_INFINITY;
  const triggers: RefTrigger[] = [];
  const reported = new Set<string>();

  for (const { sequence: input, arrival, kind, payload } of records) {
    let index = 0;
    const emit = (output: string, result: object): void => {
      results.push({ input, index: index++, output, result });
    };
    if (kind === 'batch') {
      const { input: of, index: at, report, result } = JSON.parse(Buffer.from(payload).toString());
      const asked = triggers.some((one) => one.input === of && one.index === at && one.reports.includes(report));
      const name = `${of}.${at} ${report}`;
      if (asked && !reported.has(name)) emit('batch', result);
      if (asked) reported.add(name);
      continue;
    }
    const content = kind === 'window' || kind === 'partial' ? JSON.parse(Buffer.from(payload).toString()).Content : {};
    const rates = ratesIn(settings).filter((rate) => kind === 'window' && counts(rate, content));
    const frequency = frequenciesIn(settings).find(({ id }) => kind === 'partial' && id === content.Analytic);

    if (kind === 'tick') {
      const idle = Math.max(arrival, logTime) - lastRecord;
      if (lastRecord === Number.NEGATIVE_INFINITY || idle < settings.idleTimeout) continue;
      logTime = Math.max(logTime, arrival);
    } else if (rates.length > 0 || frequency !== undefined || kind === 'settings') {
      logTime = Math.max(logTime, arrival);
      lastRecord = logTime;
    } else continue;

    const isDue = ({ due }: Waiting): boolean => due <= logTime;
    const position = ({ part }: Waiting): number => merging(settings).findIndex(({ id }) => id === part.analytic);
    const due = waiting
      .filter(isDue)
      .sort((a, b) => a.due - b.due || position(a) - position(b) || byPart(a.part, b.part));
    waiting = waiting.filter((one) => !isDue(one));
    for (const { part } of due) {
      const revision = told.filter((one) => isSame(one, part)).length;
      told.push(part);
      const sum = parts.filter((one) => isSame(one, part)).reduce((total, { count }) => total + count, 0);
      emit('statistics', frequencyShape(part, sum, revision));
    }

    if (kind === 'settings') {
      settings = JSON.parse(Buffer.from(payload).toString()).settings;
      const goneOn = merging(settings).map(({ id }) => id);
      const stays = ({ analytic }: { readonly analytic: string }): boolean => goneOn.includes(analytic);
      waiting = waiting.filter(({ part }) => stays(part));
      parts = parts.filter(stays);
      told = told.filter(stays);
      alerts = alerts.filter(stays);
    }
    for (const rate of rates) {
      const counted = countedFor(rate, content, input);
      alerts.push(counted);
      const together = alerts.filter((one) => placeOf(one) === placeOf(counted));
      if (together.length <= rate.bound || warned.has(placeOf(counted))) continue;
      warned.add(placeOf(counted));
      const { batch } = settings;
      const newest = triggers.at(-1)?.logTime ?? Number.NEGATIVE_INFINITY;
      if (batch !== undefined && logTime - newest >= batch.coolDown) {
        const reports = batch.reports.filter((name) => name !== 'sensor-alarms' || counted.group !== 'all');
        if (reports.length > 0) triggers.push({ input, index, reports, logTime });
      }
      emit('alert', rateShape(counted, { inputs: together.map((one) => one.input), settings }));
    }
    if (frequency !== undefined) {
      const part = partOf(content);
      parts.push(part);
      waiting = [...waiting.filter((one) => !isSame(one.part, part)), { part, due: logTime + frequency.settle }];
    }
  }
  return results;
}

function merging({ analytics }: TenantSettings): readonly (CriticalRateConfig | AlarmFrequencyConfig)[] {
  return analytics.flatMap((one) =>
    one.use === 'critical-rate' || one.use === 'alarm-frequency'
      ? [one as CriticalRateConfig | AlarmFrequencyConfig]
      : [],
  );
}

function ratesIn(settings: TenantSettings): readonly CriticalRateConfig[] {
  return merging(settings).flatMap((one) => (one.use === 'critical-rate' ? [one] : []));
}

function frequenciesIn(settings: TenantSettings): readonly AlarmFrequencyConfig[] {
  return merging(settings).flatMap((one) => (one.use === 'alarm-frequency' ? [one] : []));
}

function counts({ alerts, where }: CriticalRateConfig, content: Record<string, unknown>): boolean {
  return (
    (alerts?.includes(content.Analytic as string) ?? true) &&
    (where?.station?.includes(content.Station as number) ?? true) &&
    (where?.sensor?.includes(content.Sensor as number) ?? true) &&
    (where?.alarm?.includes(content.Alarm as number) ?? true)
  );
}

function countedFor(rate: CriticalRateConfig, content: Record<string, unknown>, input: number): Counted {
  const start = Math.floor(Date.parse(content['Window end'] as string) / rate.period) * rate.period;
  const group = rate.by === 'station' ? (content.Station as number) : 'all';
  return { analytic: rate.id, group, start, end: start + rate.period, input };
}

function placeOf({ analytic, group, start, end }: Counted): string {
  return `${analytic} ${group} ${start} ${end}`;
}

function partOf(content: Record<string, unknown>): Part {
  const { Analytic, Station, Sensor, Activations } = content;
  return {
    analytic: Analytic as string,
    station: Station as number,
    sensor: Sensor as number,
    start: content['Period start'] as string,
    end: content['Period end'] as string,
    count: Activations as number,
  };
}

function isSame(a: Part, b: Part): boolean {
  return (
    a.analytic === b.analytic &&
    a.station === b.station &&
    a.sensor === b.sensor &&
    a.start === b.start &&
    a.end === b.end
  );
}

/** By the keys of their actors, whose last part is text. */
function byPart(a: Part, b: Part): number {
  const name = ({ start }: Part): string => String(Date.parse(start));
  return a.station - b.station || a.sensor - b.sensor || (name(a) < name(b) ? -1 : 1);
}

function rateShape(
  { analytic, group, start, end }: Counted,
  at: { readonly inputs: readonly number[]; readonly settings: TenantSettings },
): object {
  return {
    'Message Type': 'Alert',
    Content: {
      Type: 3,
      Message: 'Very high rate of alarms detected.',
      Station: group,
      'Period start': new Date(start).toISOString(),
      'Period end': new Date(end).toISOString(),
      'Window alerts': at.inputs.length,
      Analytic: analytic,
      Partition: 'merge',
      'First input': at.inputs[0],
      'Last input': at.inputs.at(-1),
      'Settings hash': settingsHash(at.settings),
    },
  };
}

function frequencyShape({ analytic, station, sensor, start, end }: Part, sum: number, revision: number): object {
  return {
    'Message Type': 'Alarm Frequency',
    Content: {
      Station: station,
      Sensor: sensor,
      'Period start': start,
      'Period end': end,
      Activations: sum,
      Analytic: analytic,
      ...(revision > 0 ? { Revision: revision } : {}),
    },
  };
}
