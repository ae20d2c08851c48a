import type { Analytic } from '../../actors/analytic.ts';
import type { Modules } from '../../actors/catalog.ts';
import type { Event } from '../../actors/event.ts';
import type { Format } from '../../actors/formats/format.ts';
import type { AnalyticSettings, TenantSettings } from '../../actors/settings.ts';
import { canonicalJson, shortHash } from '../base/canonical.ts';
import type { MillraceError } from '../base/errors.ts';
import { ReportTriggers } from '../batch/report-triggers.ts';
import { ActorTable } from './actor-table.ts';
import { ChainLinks } from './chain-links.ts';
import { Changes } from './changes.ts';
import { Expiry } from './expiry.ts';
import { KeptHours } from './hours.ts';
import { KeyClock } from './key-clock.ts';
import { Outbox } from './outbox.ts';
import { PartitionTurn } from './partition-turn.ts';
import { noQuality, type Quality } from './quality.ts';
import { Redriven } from './redriven.ts';
import type { Role } from './role.ts';
import { Rollups } from './rollups.ts';
import { Timers } from './timers.ts';
import { Watermark } from './watermark.ts';
import type { Filter } from './where.ts';

/** Which slice of a tenant's keys a partition has. */
export interface PartitionPlace {
  readonly index: number;
  /** Partitions of the tenant. */
  readonly count: number;
}

/** An analytic at its position in the settings. */
export interface Placed {
  readonly analytic: Analytic;
  readonly settings: AnalyticSettings;
  readonly filter: Filter | undefined;
}

/** What a partition is run for. */
export interface PartitionUse {
  readonly bounded: boolean;
  readonly counts: boolean;
}

/** All that a partition is made of. Its parts are worked on by {@link Turns}, {@link Passage} and the others beside it. */
export class PartitionState {
  readonly place: PartitionPlace;
  readonly role: Role;
  readonly table = new ActorTable();
  readonly timers = new Timers();
  readonly outbox = new Outbox();
  readonly expiry = new Expiry();
  readonly keyClock = new KeyClock();
  readonly rollups = new Rollups();
  readonly keptHours = new KeptHours();
  readonly redriven = new Redriven();
  /** Results that this stage's own analytics have still to take; undefined where they are another stage's. */
  readonly links: ChainLinks | undefined;
  /** Undefined where no alert triggers reports. */
  readonly triggers: ReportTriggers | undefined;
  readonly watermark: Watermark;
  readonly changes: Changes;
  readonly turn: PartitionTurn;
  quality: Quality = noQuality();
  /** Keys of actors removed since the last freeze. */
  removed: string[] = [];
  /** Sequence of the newest record taken. */
  sequence = 0;
  /** Which of its message's lines is being taken, from 1; 0 where the message has no other. */
  line = 0;
  /** See {@link import('./stage.ts').Stage.afterPart}. */
  afterPart = (): void => undefined;
  /** See {@link import('./stage.ts').Stage.onThrown}. */
  onThrown = (_error: MillraceError): void => undefined;
  /** Id of the one analytic that takes events just now; undefined: all do. */
  only: string | undefined;
  readonly #mayCount: boolean;
  #settings: TenantSettings;

  /** Whether events are counted by hour. */
  counts = false;
  format: Format;
  maxLineBytes: number;
  analytics: readonly Placed[];
  /** Whether any analytic has a filter. */
  filtered = false;
  /** Whether any follows its keys' own watermarks. */
  keyClocked = false;
  /** Whether an event can close windows by itself: by filling them, or by moving its key's own watermark. */
  eventCloses = false;
  /** Actors it may have. */
  keyShare = Number.POSITIVE_INFINITY;

  /**
   * @param role what it makes of its records.
   * @param write writes an actor into the checkpoint being taken.
   * @param use.bounded the input is a file: one log, however many partitions share its work. @param use.counts whether events
   * are counted by hour where the settings say so.
   */
  constructor(
    place: PartitionPlace,
    role: Role,
    settings: TenantSettings,
    modules: Modules,
    write: (slot: number) => void,
    { bounded, counts }: PartitionUse,
  ) {
    this.place = place;
    this.role = role;
    this.triggers = role.triggers ? new ReportTriggers() : undefined;
    this.#mayCount = counts;
    this.#settings = settings;
    this.watermark = new Watermark(settings.outOfOrderness, settings.idleTimeout);
    this.changes = new Changes(write);
    this.links = role.linkedLines && new ChainLinks();
    this.turn = new PartitionTurn(role.name ?? (bounded ? 0 : place.index), this, (slot) => this.table.keyOf(slot));
    this.settings = settings;
    this.format = role.makeFormat(settings, modules);
    this.maxLineBytes = role.maxLineBytes(settings);
    this.analytics = [];
    this.setAnalytics(role.analyticsOf(settings).map((one) => this.placed(one, modules)));
  }

  /** Those in force. */
  get settings(): TenantSettings {
    return this.#settings;
  }

  set settings(settings: TenantSettings) {
    this.#settings = settings;
    this.turn.settingsHash = shortHash(canonicalJson(settings));
    this.counts = settings.rollups && this.role.archives && this.#mayCount;
    this.keyShare = this.role.keyShareOf(settings, this.place.count);
  }

  /** A new analytic for settings. */
  placed(settings: AnalyticSettings, modules: Modules): Placed {
    const analytic = this.role.makeAnalytic(settings, modules, (slot) => this.changes.barrier(slot));
    return { analytic, settings, filter: this.role.filterOf(settings) };
  }

  /** Puts analytics at their positions. */
  setAnalytics(analytics: readonly Placed[]): void {
    this.analytics = analytics;
    this.#filter();
    const chained = this.role.chainedOn(this.#settings);
    this.turn.chained = analytics.map(({ settings: { id } }) => (chained.has(id) ? id : undefined));
    this.keyClocked = analytics.some(({ analytic }) => analytic.clock === 'key');
    this.eventCloses = this.keyClocked || analytics.some(({ analytic }) => analytic.windows?.closesOnEvent === true);
    this.expiry.setTimes(analytics.map(({ analytic }) => analytic.expireAfter));
  }

  /** Removes a key whose roll-ups are needed no more. */
  remove(slot: number): void {
    this.changes.touch(slot);
    this.rollups.drop(slot, this.keptHours);
    this.removed.push(this.table.keyOf(slot));
    this.table.remove(slot);
  }

  /** From now on one analytic alone takes events, until it is told so of undefined: then all do. */
  takeOnly(id: string | undefined): void {
    this.only = id;
    this.#filter();
  }

  #filter(): void {
    this.filtered = this.only !== undefined || this.analytics.some(({ filter }) => filter !== undefined);
  }

  /** Whether the analytic at a position takes an event. */
  takes(position: number, event: Event): boolean {
    const placed = this.analytics[position];
    if (this.only !== undefined && placed?.settings.id !== this.only) return false;
    return placed?.filter === undefined || placed.filter(event);
  }

  /** The watermark that an analytic goes by for an actor. */
  watermarkOf(analytic: Analytic, slot: number): number {
    if (analytic.clock === 'partition' || this.watermark.value === Number.POSITIVE_INFINITY)
      return this.watermark.value;
    return this.keyClock.value(slot);
  }

  /** Whether time has something to do here, so that an idle partition has to let it pass by ticks. */
  get waitsForTime(): boolean {
    return this.timers.size > 0 || this.analytics.some(({ analytic }) => (analytic.windows?.openSlots ?? 0) > 0);
  }
}
