import type { AnalyticSettings, TenantSettings, Where } from '../../../actors/settings.ts';
import { isEcho, sentOn } from './chaining.ts';
import { type RefAlert, type RefDetector, type RefTold, refDetector } from './detectors.ts';
import { linesOf, parseLine, partitionOf, type RefEvent } from './line.ts';
import { RefRedriven } from './redrives.ts';
import {
  alertShape,
  errorShape,
  lateShape,
  overQuotaShape,
  partialShape,
  partShape,
  statisticsShape,
  windowShape,
} from './shapes.ts';
import { RefStatistics } from './statistics.ts';
import { type Reach, type RefClosing, type RefWindows, refWindows, type WatermarkOf } from './windows.ts';

/** A record of the input log. */
export interface RefRecord {
  readonly sequence: number;
  readonly arrival: number;
  readonly kind: string;
  readonly payload: Uint8Array;
  /** The key of its subject; empty or left out where it has none. */
  readonly key?: string;
}

/** A result with its identity. */
export interface RefResult {
  readonly input: number;
  readonly index: number;
  readonly output: string;
  readonly result: object;
}

interface RefAnalytic {
  settings: AnalyticSettings;
  readonly windows?: RefWindows;
  readonly statistics?: RefStatistics;
  readonly detector?: RefDetector;
}

/** Where a result comes from. */
interface RefOrigin {
  readonly analytic: string;
  readonly key: string;
  /** Of the event, the window's end, or the timer. */
  readonly time: number;
}

interface RefClock {
  watermark: number;
  greatest: number;
}

const NEVER = Number.NEGATIVE_INFINITY;

/**
 * All results of a log, computed from DESIGN.md section 3 without any of the code under test: every window of every event
 * is enumerated, every statistic is computed from all events again. Built-in analytics only, and what others take of them; no expiry.
 *
 * A bounded input has a line to a record; its arrivals are ignored.
 */
export function referenceResults(options: {
  records: readonly RefRecord[];
  settings: TenantSettings;
  place?: { readonly index: number; readonly count: number };
  bounded?: boolean;
  reach?: Reach;
}): RefResult[] {
  const { settings, place, bounded, reach } = options;
  const reference = new Reference(settings, place ?? { index: 0, count: 1 }, bounded ?? false, reach ?? (() => {}));
  for (const record of options.records) reference.take(record);
  if (options.bounded) reference.end();
  return reference.results;
}

class Reference {
  readonly results: RefResult[] = [];
  readonly #place: { readonly index: number; readonly count: number };
  readonly #bounded: boolean;
  readonly #reach: Reach;
  #settings: TenantSettings;
  #analytics: RefAnalytic[];
  #logTime = NEVER;
  #lastRecord = NEVER;
  readonly #clock: RefClock = { watermark: NEVER, greatest: NEVER };
  readonly #redriven = new RefRedriven();
  readonly #keyClocks = new Map<string, RefClock>();
  readonly #keys = new Set<string>();
  #errors = 0;
  #deadLetters = 0;
  #input = 0;
  #index = 0;

  constructor(
    settings: TenantSettings,
    place: { readonly index: number; readonly count: number },
    bounded: boolean,
    reach: Reach,
  ) {
    this.#settings = settings;
    this.#place = place;
    this.#bounded = bounded;
    this.#reach = reach;
    this.#analytics = inPartitions(settings).map((one) => refAnalytic(one, reach));
  }

  take(record: RefRecord): void {
    this.#input = record.sequence;
    this.#index = 0;
    if (record.kind === 'tick') this.#tick(record.arrival);
    else if (record.kind === 'settings') this.#change(record);
    else if (record.kind === 'redrive') this.#redrive(record);
    else if (record.kind === 'event') {
      const lines = linesOf(record.payload);
      for (const [i, line] of lines.entries()) {
        this.#line({ line, number: lines.length > 1 ? i + 1 : 0 }, record.arrival, record.key ?? '');
      }
    }
  }

  end(): void {
    this.#input++;
    this.#index = 0;
    this.#report(this.#analytics.map(({ windows }) => windows?.closeAll() ?? []));
    this.#fire(Number.POSITIVE_INFINITY);
  }

  #redrive(record: RefRecord): void {
    const redrive = this.#redriven.take(record);
    if (redrive === undefined) {
      this.#reach('redriven again');
      return;
    }
    const { head, line } = redrive;
    if (head.to !== undefined && head.to !== this.#place.index) {
      this.#reach('redriven to another partition');
      return;
    }
    this.#reach(`redrive: ${head.of}`);
    this.#line({ line, number: 0 }, record.arrival, head.key ?? '', head.analytic);
  }

  /** @param only the analytic that takes the event; undefined: all. */
  #line(of: { line: Buffer; number: number }, arrival: number, key: string, only?: string): void {
    const { line, number } = of;
    const event = line.length > this.#settings.input.maxRecordBytes ? undefined : parseLine(line);
    const isSent = key === '' || event?.key === key;
    const mine = isSent && event !== undefined && partitionOf(event.tokens, this.#place.count) === this.#place.index;
    if (!this.#bounded) this.#arrive(arrival);
    else this.#arrive(mine ? event.time : NEVER);
    if (!mine) {
      if (event !== undefined) this.#reach(isSent ? 'key of another partition' : 'key of another subject');
      this.#fire(this.#logTime);
      this.#emit('error', errorShape(line, ++this.#errors, this.#settings.input.maxRecordBytes, number));
      return;
    }
    this.#event({ ...event, input: this.#input }, of, only);
  }

  #event(event: RefEvent, of: { line: Buffer; number: number }, only: string | undefined): void {
    if (event.time > this.#logTime) this.#reach('event from the future');
    if (event.time < this.#clock.greatest) this.#reach('event out of order');
    this.#observe(this.#clock, event.time);
    const taken = this.#analytics.map(({ settings }) => {
      return (only === undefined || settings.id === only) && passes(settings.where, event);
    });
    const share = Math.ceil((this.#settings.keyQuota ?? Number.POSITIVE_INFINITY) / this.#place.count);
    // Where nothing is computed a key has an actor, too.
    const hasActor = taken.includes(true) || (taken.length === 0 && only === undefined);
    if (hasActor && !this.#keys.has(event.key)) {
      if (this.#keys.size >= share) {
        this.#setAside(event, of, { only, share });
        return;
      }
      this.#keys.add(event.key);
    }
    if (taken.includes(true) && this.#analytics.some(isKeyed)) this.#observe(this.#keyClock(event.key), event.time);
    const closed = this.#closeDue();
    this.#analytics.forEach(({ windows }, i) => {
      if (taken[i] && windows !== undefined) closed[i]?.push(...windows.fill(event));
    });
    this.#report(closed);
    this.#fire(this.#logTime);
    this.#analytics.forEach(({ settings, windows, statistics, detector }, i) => {
      if (!taken[i]) return;
      const watermark = this.#watermarkOf(settings)(event.key);
      if (windows?.add(event, watermark)) this.#emit('late', lateShape(settings.id, event, watermark));
      const figures = statistics?.take(event, this.#logTime);
      const at = { analytic: settings.id, key: event.key, time: event.time };
      if (figures !== undefined) this.#emit('statistics', statisticsShape(event.key, figures), at);
      this.#alert(at, detector?.take(event, watermark, this.#logTime));
    });
    // What an event of long ago asks for is overdue at once.
    this.#fire(this.#logTime);
  }

  #setAside(
    event: RefEvent,
    { line, number }: { line: Buffer; number: number },
    { only, share }: { only: string | undefined; share: number },
  ): void {
    this.#reach('over the quota of keys');
    this.#report(this.#closeDue());
    this.#fire(this.#logTime);
    const quota = { keys: this.#settings.keyQuota ?? 0, share };
    this.#emit('dead-letter', overQuotaShape(event, line, { ...quota, only, number, total: ++this.#deadLetters }));
  }

  #tick(arrival: number): void {
    const idle = Math.max(arrival, this.#logTime) - this.#lastRecord;
    if (this.#lastRecord === NEVER || idle < this.#settings.idleTimeout) {
      this.#reach('tick ignored');
      return;
    }
    const before = this.results.length;
    this.#logTime = Math.max(arrival, this.#logTime);
    const behind = this.#settings.outOfOrderness;
    this.#clock.watermark = Math.max(this.#clock.watermark, this.#clock.greatest - behind + idle);
    const keyed = this.#analytics.filter(isKeyed);
    for (const [key, clock] of this.#keyClocks) {
      if (!keyed.some(({ windows }) => windows?.isOpen(key))) continue;
      clock.watermark = Math.max(clock.watermark, clock.greatest - behind + idle);
    }
    this.#report(this.#closeDue());
    if (this.results.length > before) this.#reach('tick closes windows');
    this.#fire(this.#logTime);
  }

  #change(record: RefRecord): void {
    const { settings } = JSON.parse(Buffer.from(record.payload).toString()) as { settings: TenantSettings };
    this.#arrive(record.arrival);
    const next = inPartitions(settings).map((one): RefAnalytic => {
      const old = this.#analytics.find((other) => keeps(other.settings, one));
      return old === undefined ? refAnalytic(one, this.#reach) : { ...old, settings: one };
    });
    const stays = (old: AnalyticSettings): boolean => inPartitions(settings).some((one) => keeps(old, one));
    const before = this.results.length;
    this.#report(this.#analytics.map(({ settings: old, windows }) => (stays(old) ? [] : (windows?.closeAll() ?? []))));
    if (this.results.length > before) this.#reach('settings close windows');
    this.#fire(this.#logTime);
    if (!this.#analytics.some(isKeyed)) this.#keyClocks.clear();
    this.#settings = settings;
    this.#analytics = next;
    // Only now: what was due by this record's arrival was still sent under the old settings.
    for (const { settings: one, statistics, detector } of next) {
      if (detector !== undefined) detector.settings = one;
      if (statistics !== undefined && 'emit' in one) statistics.emit = one.emit;
    }
  }

  #arrive(arrival: number): void {
    this.#logTime = Math.max(this.#logTime, arrival);
    this.#lastRecord = this.#logTime;
  }

  #observe(clock: RefClock, time: number): void {
    clock.greatest = Math.max(clock.greatest, Math.min(time, this.#logTime));
    clock.watermark = Math.max(clock.watermark, clock.greatest - this.#settings.outOfOrderness);
  }

  #keyClock(key: string): RefClock {
    const clock = this.#keyClocks.get(key) ?? { watermark: NEVER, greatest: NEVER };
    this.#keyClocks.set(key, clock);
    return clock;
  }

  #watermarkOf(settings: AnalyticSettings): WatermarkOf {
    if (isKeyed({ settings })) return (key) => this.#keyClock(key).watermark;
    return () => this.#clock.watermark;
  }

  /** By analytic. */
  #closeDue(): RefClosing[][] {
    return this.#analytics.map(({ settings, windows }) => windows?.close(this.#watermarkOf(settings)) ?? []);
  }

  #report(closed: readonly RefClosing[][]): void {
    closed
      .flatMap((closings, position) => closings.map((closing) => ({ closing, position })))
      .sort(
        (a, b) =>
          a.closing.end - b.closing.end ||
          a.closing.start - b.closing.start ||
          a.position - b.position ||
          byKey(a.closing.key, b.closing.key),
      )
      .forEach(({ closing, position }) => {
        const settings = this.#analytics[position]?.settings as AnalyticSettings;
        if (!('threshold' in settings) || closing.count <= settings.threshold) return;
        this.#reach(`window: ${settings.window.kind}, ${settings.watermark}`);
        if (settings.use === 'alarm-frequency') {
          this.#emit('partial', partialShape(settings.id, closing));
          return;
        }
        const partition = this.#bounded ? 0 : this.#place.index;
        const result = windowShape(settings.id, closing, { partition, settings: this.#settings });
        this.#emit('window', result, { analytic: settings.id, key: closing.key, time: closing.end });
      });
  }

  /** Timers of log time up to one, and those of event time up to the watermark; at the end of the input, all. */
  #fire(until: number): void {
    this.#analytics
      .flatMap(({ statistics, detector }, position) => {
        const isEnd = until === Number.POSITIVE_INFINITY;
        const due = statistics?.due(until) ?? (isEnd ? [] : (detector?.due(this.#clock.watermark) ?? []));
        return due.map((one) => ({ ...one, position }));
      })
      .sort((a, b) => a.time - b.time || a.position - b.position || byKey(a.key, b.key))
      .forEach(({ key, position, time }) => {
        const { settings, statistics, detector } = this.#analytics[position] as RefAnalytic;
        const at = { analytic: settings.id, key, time };
        this.#alert(at, detector?.fire(key));
        const figures = statistics?.fire(key, this.#logTime);
        if (figures === undefined) return;
        this.#reach('statistics by a timer');
        this.#emit('statistics', statisticsShape(key, figures), at);
      });
  }

  #alert(of: RefOrigin, alert: RefAlert | RefTold | undefined): void {
    const { analytic } = of;
    if (alert === undefined) return;
    if (alert.type === 'part') {
      this.#reach(`silence: ${alert.state}`);
      this.#emit('partial', partShape(analytic, alert));
      return;
    }
    this.#reach(`alert ${alert.type}`);
    const place = { partition: this.#place.index, settings: this.#settings, input: this.#input };
    this.#emit('alert', alertShape(analytic, alert, place), of);
  }

  /** @param of what gave it, where that is an analytic. */
  #emit(output: string, result: object, of?: RefOrigin): void {
    this.#reach(`output ${output}`);
    this.results.push({ input: this.#input, index: this.#index++, output, result });
    const chained = of && sentOn(this.#settings, { ...of, output, result });
    if (chained !== undefined) this.#emit('partial', chained);
  }
}

/** What is computed from the results of all partitions is none of theirs. */
function inPartitions({ analytics }: TenantSettings): readonly AnalyticSettings[] {
  return analytics.filter((one) => one.use !== 'critical-rate' && !isEcho(one));
}

function refAnalytic(settings: AnalyticSettings, reach: Reach): RefAnalytic {
  if ('window' in settings) return { settings, windows: refWindows(settings.window, reach) };
  if ('emit' in settings) return { settings, statistics: new RefStatistics(settings.emit) };
  const detector = refDetector(settings);
  if (detector !== undefined) return { settings, detector };
  throw new Error('the reference knows the built-in analytics only');
}

function isKeyed({ settings }: Pick<RefAnalytic, 'settings'>): boolean {
  return 'watermark' in settings && settings.watermark === 'key';
}

/** Whether an analytic goes on under new settings: the same, with the same windows. */
function keeps(old: AnalyticSettings, next: AnalyticSettings): boolean {
  if (old.id !== next.id || old.use !== next.use) return false;
  const meaning = (one: AnalyticSettings) => {
    if ('window' in one) return JSON.stringify([one.window, one.watermark]);
    return one.use === 'silence' && 'by' in one ? one.by : '';
  };
  return meaning(old) === meaning(next);
}

function passes(where: Where | undefined, { tokens, active }: RefEvent): boolean {
  const [station, sensor, alarm] = tokens;
  return (
    (where?.station?.includes(station) ?? true) &&
    (where?.sensor?.includes(sensor) ?? true) &&
    (where?.alarm?.includes(alarm) ?? true) &&
    (where?.isActive === undefined || where.isActive === active)
  );
}

function byKey(a: string, b: string): number {
  const numbers = (key: string) => key.split('-').map(Number) as [number, number, number];
  const [x, y] = [numbers(a), numbers(b)];
  return x[0] - y[0] || x[1] - y[1] || x[2] - y[2];
}
