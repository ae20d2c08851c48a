import type { PartitionIndex } from '../../connectors/log.ts';
import { monotonicNow } from '../base/clock.ts';
import { limits } from '../base/limits.ts';
import { formatCount } from '../base/units.ts';
import { TenantRate, type TenantRateSpec } from './tenant-rate.ts';

/** The rates of a tenant that a partition keeps; left out where there is no bound. */
export interface RatesSpec {
  readonly input?: TenantRateSpec;
  readonly result?: TenantRateSpec;
}

/** Which of them keeps a partition waiting. */
export type RateQuota = 'input-rate' | 'result-rate';

/** How often one did, and for how many milliseconds in all. */
export interface RateDelay {
  readonly count: number;
  readonly milliseconds: number;
}

export type RateDelays = Readonly<Record<RateQuota, RateDelay>>;

export const noDelays: RateDelays = {
  'input-rate': { count: 0, milliseconds: 0 },
  'result-rate': { count: 0, milliseconds: 0 },
};

/** What keeps a partition waiting now, for people. */
export interface RateWait {
  readonly code: RateQuota;
  readonly what: string;
}

/**
 * Delays what a partition takes, so that its tenant keeps within its rates: it never changes what that gives. Results that a
 * record gives are known only afterwards, so the next ones wait for them.
 */
export class Rates {
  readonly #input: TenantRate | undefined;
  readonly #result: TenantRate | undefined;
  readonly #now: () => number;
  readonly #whats: Readonly<Record<RateQuota, string>>;
  #delays: RateDelays = noDelays;
  /** While it is delayed: by what, since when, and until when it is of no use to ask again. */
  #delay: { readonly code: RateQuota; readonly since: number; readonly until: number } | undefined;
  /** What has delayed it since somebody last asked. */
  #seen: RateQuota | undefined;

  /** @param index of the partition; 0 where the rates are a stage's own. */
  constructor(spec: RatesSpec, index: number, now: () => number = monotonicNow) {
    this.#input = spec.input && new TenantRate(spec.input, index);
    this.#result = spec.result && new TenantRate(spec.result, index);
    this.#now = now;
    this.#whats = {
      'input-rate': `the quota of ${formatCount(spec.input?.rate ?? 0)} records a second (quotas.inputRate) is used up; the input waits in its log`,
      'result-rate': `the quota of ${formatCount(spec.result?.rate ?? 0)} results a second (quotas.resultRate) is used up; the input waits in its log`,
    };
  }

  /** This process owns the partition. */
  own(): void {
    this.#input?.own();
    this.#result?.own();
  }

  /** It doesn't, or not any more. */
  release(): void {
    this.#input?.release();
    this.#result?.release();
  }

  /** How many records may be taken now, of so many; 0: none; Infinity: any. What is granted has to be {@link settle settled}. */
  grant(count: number): number {
    if (this.#input === undefined && this.#result === undefined) return Number.POSITIVE_INFINITY;
    const now = this.#now();
    const wait = this.#result?.waitFor(1, now) ?? 0;
    if (wait > 0) return this.#wait('result-rate', now, wait);
    const granted = this.#input?.takeUpTo(count, now) ?? Number.POSITIVE_INFINITY;
    if (granted === 0) return this.#wait('input-rate', now, this.#waitForInput(count, now));
    this.#goOn(now);
    return granted;
  }

  /** So many records were taken of those granted, or more where a message held several, and gave so many results. */
  settle(granted: number, taken: number, results: number): void {
    if (this.#input === undefined && this.#result === undefined) return;
    const now = this.#now();
    if (taken !== granted) this.#input?.charge(taken - granted, now);
    if (results > 0) this.#result?.charge(results, now);
  }

  /** Whether the next record waits. */
  get isDelayed(): boolean {
    return this.#delay !== undefined;
  }

  /** Milliseconds until the next record may be taken; Infinity when it doesn't wait. */
  get dueIn(): number {
    return this.#delay === undefined ? Number.POSITIVE_INFINITY : Math.max(0, this.#delay.until - this.#now());
  }

  /** How often and how long it was delayed since its owner began. */
  get delays(): RateDelays {
    return this.#delay === undefined ? this.#delays : added(this.#delays, this.#delay, this.#now());
  }

  /** What has delayed it since this was last asked; undefined: nothing. */
  seen(): RateWait | undefined {
    const code = this.#delay?.code ?? this.#seen;
    this.#seen = undefined;
    return code && { code, what: this.#whats[code] };
  }

  /** For some records at once: to be woken for each would cost more than taking it. */
  #waitForInput(count: number, now: number): number {
    if (this.#input === undefined) return 0;
    const some = Math.floor((this.#input.share * limits.rateMilliseconds) / 1000);
    return this.#input.waitFor(Math.max(1, Math.min(count, some)), now);
  }

  #wait(code: RateQuota, now: number, wait: number): 0 {
    const before = this.#delay;
    if (before !== undefined && before.code !== code) this.#goOn(now);
    const { count, milliseconds } = this.#delays[code];
    if (this.#delay === undefined) this.#delays = { ...this.#delays, [code]: { count: count + 1, milliseconds } };
    this.#delay = { code, since: this.#delay?.since ?? now, until: now + Math.max(1, wait) };
    this.#seen = code;
    return 0;
  }

  #goOn(now: number): void {
    if (this.#delay === undefined) return;
    this.#delays = added(this.#delays, this.#delay, now);
    this.#delay = undefined;
  }
}

/** Those of a partition, or of a stage. */
export function ratesOf({ rates = {}, index }: { readonly rates?: RatesSpec; readonly index: PartitionIndex }): Rates {
  return new Rates(rates, typeof index === 'number' ? index : 0);
}

function added(delays: RateDelays, { code, since }: { code: RateQuota; since: number }, now: number): RateDelays {
  const { count, milliseconds } = delays[code];
  return { ...delays, [code]: { count, milliseconds: milliseconds + now - since } };
}
