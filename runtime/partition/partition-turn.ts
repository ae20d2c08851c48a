import { chainedPart, isChainable } from '../../actors/chaining.ts';
import type { Event } from '../../actors/event.ts';
import { type KeyToken, keyTokens } from '../../actors/key.ts';
import { proofOf, withProof } from '../../actors/proof.ts';
import type { TimerOptions, Turn } from '../../actors/turn.ts';
import { PARTIAL } from '../../connectors/log.ts';
import { MillraceError } from '../base/errors.ts';
import type { JsonShape } from '../base/json-shape.ts';
import type { ChainLinks } from './chain-links.ts';
import type { Outbox } from './outbox.ts';
import type { PendingTimer, Timers } from './timers.ts';

const ALERT = 'alert';
const OUTPUT = /^[a-z][a-z0-9-]{0,63}$/;

type Change = { readonly timer: PendingTimer } | { readonly clear: Omit<PendingTimer, 'time'> };

/** The one turn of a partition, pointed at an actor and an analytic again and again. */
export class PartitionTurn implements Turn {
  station: KeyToken = 0;
  sensor: KeyToken = 0;
  alarm: KeyToken = 0;
  watermark = Number.NEGATIVE_INFINITY;
  logTime = Number.NEGATIVE_INFINITY;
  input = 0;
  settingsHash = '';
  readonly partition: Turn['partition'];
  /** Set when the input has ended: no timer will fire any more. */
  ending = false;
  /** By position: id of the analytic where others take its results as events. */
  chained: readonly (string | undefined)[] = [];

  readonly #outbox: Outbox;
  readonly #timers: Timers;
  readonly #links: ChainLinks | undefined;
  readonly #outputs = new Set<string>();
  #changes: Change[] = [];
  #slot = -1;
  #analytic = 0;
  /** Event time of what happens. */
  #time = 0;
  #event: Event | undefined;
  #key: string | undefined;
  #keyOf: (slot: number) => string;
  /** A new timer must be later than this. */
  #after = Number.NEGATIVE_INFINITY;

  /**
   * @param partition what proofs name.
   * @param links where results go that others take as events; undefined: into the outbox, on their way to another stage.
   */
  constructor(
    partition: Turn['partition'],
    parts: { readonly outbox: Outbox; readonly timers: Timers; readonly links: ChainLinks | undefined },
    keyOf: (slot: number) => string,
  ) {
    this.partition = partition;
    this.#outbox = parts.outbox;
    this.#timers = parts.timers;
    this.#links = parts.links;
    this.#keyOf = keyOf;
  }

  get key(): string {
    this.#key ??= this.#event === undefined ? this.#keyOf(this.#slot) : this.#event.key;
    return this.#key;
  }

  /** Points the turn at the actor of an event. */
  atEvent(slot: number, event: Event): void {
    this.#slot = slot;
    this.#event = event;
    this.#time = event.time;
    this.#key = undefined;
    this.station = event.station;
    this.sensor = event.sensor;
    this.alarm = event.alarm;
    this.#after = Number.NEGATIVE_INFINITY;
  }

  /** Points the turn at an actor that a time has come for. */
  atSlot(slot: number, time: number, after = Number.NEGATIVE_INFINITY): void {
    this.#slot = slot;
    this.#event = undefined;
    this.#time = time;
    this.#key = undefined;
    [this.station, this.sensor, this.alarm] = keyTokens(this.key);
    this.#after = after;
  }

  /** Begins a turn of one analytic; everything before is settled. */
  begin(analytic: number): void {
    this.#analytic = analytic;
    this.#outbox.mark();
    this.#links?.mark();
  }

  /** The turn returned: its timers count. */
  commit(): void {
    if (this.#changes.length === 0) return;
    for (const change of this.#changes) {
      if ('timer' in change) this.#timers.set(change.timer);
      else this.#timers.clear(change.clear);
    }
    this.#changes = [];
  }

  /** The turn threw: nothing of it counts. */
  rollback(): void {
    this.#outbox.rewind();
    this.#links?.rewind();
    this.#changes = [];
  }

  emit(output: string, result: unknown, firstInput: number = this.input): void {
    const isAlert = output === ALERT;
    const json = JSON.stringify(isAlert ? withProof(result, proofOf(this, firstInput, this.input)) : result);
    if (json === undefined)
      throw misuse(`a result for ${output} is no JSON`, 'emit an object, array, string, number, boolean or null');
    this.#check(output);
    this.#outbox.add(output, this.#slot, json);
    this.#sendOn(output);
  }

  emitShape(output: string, shape: JsonShape, numbers: Float64Array): void {
    this.#check(output);
    this.#outbox.addShape(output, this.#slot, shape, numbers);
    this.#sendOn(output);
  }

  setTimer(time: number, options: TimerOptions = {}): void {
    if (this.ending) return;
    if (!Number.isFinite(time)) throw misuse(`a timer was set for ${time}`, 'give milliseconds since 1970-01-01Z');
    if (time <= this.#after) {
      throw misuse('a timer set in onTimer is not later than the one that fired', 'add at least a millisecond');
    }
    this.#changes.push({ timer: { ...this.#timerKey(options), time } });
  }

  clearTimer(options: TimerOptions = {}): void {
    this.#changes.push({ clear: this.#timerKey(options) });
  }

  /** Sends the newest result once more, to those that take it as an event. */
  #sendOn(output: string): void {
    const Analytic = this.chained[this.#analytic];
    if (Analytic === undefined || !isChainable(output)) return;
    const { payload } = this.#outbox.resultAt(this.#outbox.count - 1);
    const { station: Station, sensor: Sensor, alarm: Alarm } = this;
    const part = { Station, Sensor, Alarm, Analytic, Output: output, Time: this.#time };
    const json = chainedPart(part, Buffer.from(payload).toString('utf8'));
    if (this.#links === undefined) this.#outbox.add(PARTIAL, this.#slot, json);
    else this.#links.add(json);
  }

  #timerKey({ clock = 'event', name = '' }: TimerOptions): Omit<PendingTimer, 'time'> {
    return { slot: this.#slot, analytic: this.#analytic, clock, name };
  }

  #check(output: string): void {
    if (this.#outputs.has(output)) return;
    if (typeof output !== 'string' || !OUTPUT.test(output)) {
      throw misuse(`'${output}' is no name of an output`, 'use lower-case letters, digits and dashes');
    }
    this.#outputs.add(output);
  }
}

function misuse(what: string, fix: string): MillraceError {
  return new MillraceError('actor-misuse', { what, where: "an actor's turn", fix });
}
