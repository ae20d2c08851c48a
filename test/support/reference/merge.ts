import type {
  AlarmFrequencyConfig,
  CriticalRateConfig,
  SilenceConfig,
  TenantSettings,
} from '../../../actors/settings.ts';
import { RefEchoes, type RefGiver, sentOn } from './chaining.ts';
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

/** What a key said of itself. */
interface Told {
  readonly analytic: string;
  /** Of its sensor or station, in words. */
  readonly group: string;
  readonly station: number;
  readonly sensor: number | undefined;
  readonly key: string;
  readonly state: string;
  readonly last: number;
  readonly due: number;
  /** After it the group was silent and reported. */
  reported?: boolean;
}

/** A silence that waits to be told. */
interface Settling {
  readonly due: number;
  readonly of: Told;
}

/** What a merge stage gives for its log, computed from all that it has seen each time, without any of the code under test. */
export function referenceMerge(records: readonly RefRecord[], first: TenantSettings): readonly RefResult[] {
  const results: RefResult[] = [];
  let alerts: Counted[] = [];
  let parts: Part[] = [];
  let told: Part[] = [];
  const warned = new Set<string>();
  let waiting: Waiting[] = [];
  let said: Told[] = [];
  let settling: Settling[] = [];
  let settings = first;
  let logTime = Number.NEGATIVE_INFINITY;
  let lastRecord = Number.NEGATIVE_INFINITY;
  const triggers: RefTrigger[] = [];
  const reported = new Set<string>();
  const echoes = new RefEchoes();

  for (const { sequence: input, arrival, kind, payload } of records) {
    let index = 0;
    // What analytics of this stage take in turn, when all else is done.
    const links: object[] = [];
    const emit = (output: string, result: object, giver?: RefGiver): void => {
      results.push({ input, index: index++, output, result });
      const link = giver && sentOn(settings, { ...giver, output, result });
      if (link !== undefined) links.push(link);
    };
    const reportSilence = (of: Told, time: number): void => {
      of.reported = true;
      const quiet = said.filter(
        ({ analytic, group, state }) => analytic === of.analytic && group === of.group && state === 'quiet',
      );
      emit('alert', silenceShape(of, { quiet, input, settings }), giverOf(of, time));
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
    const silence = silencesIn(settings).find(({ id }) => kind === 'partial' && id === content.Analytic);
    const isEchoed = echoes.takers(settings, kind, content).length > 0;

    if (kind === 'tick') {
      const idle = Math.max(arrival, logTime) - lastRecord;
      if (lastRecord === Number.NEGATIVE_INFINITY || idle < settings.idleTimeout) continue;
      logTime = Math.max(logTime, arrival);
    } else if (
      rates.length > 0 ||
      frequency !== undefined ||
      silence !== undefined ||
      isEchoed ||
      kind === 'settings'
    ) {
      logTime = Math.max(logTime, arrival);
      lastRecord = logTime;
    } else continue;

    const isDue = ({ due }: Waiting): boolean => due <= logTime;
    const position = (analytic: string): number => merging(settings).findIndex(({ id }) => id === analytic);
    const dueSums = waiting
      .filter(isDue)
      .map(({ due, part }) => ({ due, part, told: undefined, order: orderOfPart(part, position(part.analytic)) }));
    const dueSilences = settling
      .filter(({ due }) => due <= logTime)
      .map(({ due, of }) => ({ due, part: undefined, told: of, order: orderOfTold(of, position(of.analytic)) }));
    waiting = waiting.filter((one) => !isDue(one));
    settling = settling.filter(({ due }) => due > logTime);
    for (const { due, part, told: silent } of [...dueSums, ...dueSilences].sort(
      (a, b) => a.due - b.due || inOrder(a.order, b.order),
    )) {
      if (silent !== undefined) {
        reportSilence(silent, due);
        continue;
      }
      if (part === undefined) continue;
      const revision = told.filter((one) => isSame(one, part)).length;
      told.push(part);
      const sum = parts.filter((one) => isSame(one, part)).reduce((total, { count }) => total + count, 0);
      emit('statistics', frequencyShape(part, sum, revision), giverOfPart(part, due));
    }

    if (kind === 'settings') {
      const old = settings;
      settings = JSON.parse(Buffer.from(payload).toString()).settings;
      const before = merging(old);
      const stays = ({ analytic }: { readonly analytic: string }): boolean => {
        const was = before.find(({ id }) => id === analytic);
        const is = merging(settings).find(({ id }) => id === analytic);
        return is !== undefined && (is.use !== 'silence' || (was?.use === 'silence' && was.by === is.by));
      };
      waiting = waiting.filter(({ part }) => stays(part));
      said = said.filter(stays);
      settling = settling.filter(({ of }) => stays(of));
      parts = parts.filter(stays);
      told = told.filter(stays);
      alerts = alerts.filter(stays);
      echoes.change(settings);
    }
    for (const { echoed, giver } of echoes.of(settings, kind, content)) emit('echo', echoed, giver);
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
      const giver = giverOfRate(counted, Date.parse(content['Window end']));
      emit('alert', rateShape(counted, { inputs: together.map((one) => one.input), settings }), giver);
    }
    if (silence !== undefined) {
      const one = toldOf(silence, content);
      said.push(one);
      const together = said.filter(({ analytic, group }) => analytic === one.analytic && group === one.group);
      if (one.state === 'active')
        settling = settling.filter(({ of }) => of.analytic !== one.analytic || of.group !== one.group);
      const begins = one.state === 'quiet' && isQuiet(together) && !wasReported(together);
      if (begins && silence.settle === 0) reportSilence(one, one.last);
      else if (begins) {
        settling = settling.filter(({ of }) => of.analytic !== one.analytic || of.group !== one.group);
        settling.push({ due: logTime + (silence.settle ?? 0), of: one });
      }
    }
    if (frequency !== undefined) {
      const part = partOf(content);
      parts.push(part);
      waiting = [...waiting.filter((one) => !isSame(one.part, part)), { part, due: logTime + frequency.settle }];
    }
    for (const link of links as { readonly Content: Record<string, unknown> }[])
      for (const { echoed, giver } of echoes.of(settings, 'partial', link.Content)) emit('echo', echoed, giver);
  }
  return results;
}

type Merging = CriticalRateConfig | AlarmFrequencyConfig | SilenceConfig;

function merging({ analytics }: TenantSettings): readonly Merging[] {
  return analytics.flatMap((one) => {
    const isGroup = one.use === 'silence' && 'by' in one && one.by !== undefined;
    return isGroup || one.use === 'critical-rate' || one.use === 'alarm-frequency' ? [one as Merging] : [];
  });
}

function silencesIn(settings: TenantSettings): readonly SilenceConfig[] {
  return merging(settings).flatMap((one) => (one.use === 'silence' ? [one] : []));
}

function toldOf({ id, by }: SilenceConfig, content: Record<string, unknown>): Told {
  const { Station, Sensor, Alarm, State } = content;
  const sensor = by === 'sensor' ? (Sensor as number) : undefined;
  return {
    analytic: id,
    group: `${Station} ${sensor}`,
    station: Station as number,
    sensor,
    key: `${Station}-${Sensor}-${Alarm}`,
    state: State as string,
    last: Date.parse(content['Last event'] as string),
    due: Date.parse(content['Expected by'] as string),
  };
}

/** Whether each key's newest word is that it is active no more. */
function isQuiet(together: readonly Told[]): boolean {
  const newest = new Map(together.map(({ key, state }) => [key, state]));
  return ![...newest.values()].includes('active');
}

/** Whether the silence that it is in has been reported: since the newest word of one that is active. */
function wasReported(together: readonly Told[]): boolean {
  const since = together.findLastIndex(({ state }) => state === 'active') + 1;
  return together.slice(since).some(({ reported }) => reported);
}

function giverOf({ analytic, station, sensor }: Told, time: number): RefGiver {
  return { analytic, key: `${station}-${sensor ?? 'all'}-${analytic.replaceAll('-', '_')}`, time };
}

function giverOfPart({ analytic, station, sensor, start }: Part, time: number): RefGiver {
  return { analytic, key: `${station}-${sensor}-${analytic.replaceAll('-', '_')}_${Date.parse(start)}`, time };
}

function giverOfRate({ analytic, group, start }: Counted, time: number): RefGiver {
  return { analytic, key: `${group}-all-${analytic.replaceAll('-', '_')}_${start}`, time };
}

type Order = readonly (number | string)[];

function orderOfPart({ station, sensor, start }: Part, position: number): Order {
  return [position, station, sensor, String(Date.parse(start))];
}

/** All sensors of a station stand as a word, which is behind numbers. */
function orderOfTold({ station, sensor }: Told, position: number): Order {
  return [position, station, sensor ?? Number.MAX_SAFE_INTEGER, ''];
}

function inOrder(a: Order, b: Order): number {
  const at = a.findIndex((value, i) => value !== b[i]);
  return at < 0 ? 0 : (a[at] as number) < (b[at] as number) ? -1 : 1;
}

function silenceShape(
  { analytic, station, sensor }: Told,
  at: { readonly quiet: readonly Told[]; readonly input: number; readonly settings: TenantSettings },
): object {
  return {
    'Message Type': 'Alert',
    Content: {
      Type: 1,
      Message: 'Nothing has been received for too long.',
      Station: station,
      ...(sensor !== undefined && { Sensor: sensor }),
      'Last event': new Date(Math.max(...at.quiet.map(({ last }) => last))).toISOString(),
      'Expected by': new Date(Math.max(...at.quiet.map(({ due }) => due))).toISOString(),
      Analytic: analytic,
      Partition: 'merge',
      'First input': at.input,
      'Last input': at.input,
      'Settings hash': settingsHash(at.settings),
    },
  };
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
