import { setTimeout as delay } from 'node:timers/promises';
import type { SimulatorConfig } from '../../config/types.ts';
import { AlarmGenerator } from '../../simulator/alarm-generator.ts';
import type { Clock } from '../base/clock.ts';
import { hashTokens } from '../base/fnv.ts';
import { limits } from '../base/limits.ts';
import { Flow } from './flow.ts';
import { LineSplitter } from './line-splitter.ts';
import type { Producer } from './producer.ts';

/**
 * Feeds a tenant with alarms whose event times follow the clock. Into a new channel it first sends, as fast as it can, the
 * events of the past that is asked for, so that there is something to see at once. In any other it goes on from now, with
 * events of its own: they follow from the seed and the moment of the start. Where it can't keep up, or the clock is set
 * anew, it goes on from now as well.
 */
export class LiveSimulation {
  readonly #simulator: SimulatorConfig;
  readonly #producer: Producer;
  readonly #clock: Clock;
  #sent = 0;

  constructor(simulator: SimulatorConfig, producer: Producer, clock: Clock) {
    this.#simulator = simulator;
    this.#producer = producer;
    this.#clock = clock;
  }

  /** Lines sent so far. */
  get sent(): number {
    return this.#sent;
  }

  /** Resolves when `signal` aborts. @throws SendFailure, and what the logs throw: some lines may be missing then. */
  async run(signal: AbortSignal): Promise<void> {
    const { seed, history } = this.#simulator;
    if (await this.#producer.isNew()) {
      await this.#follow(seed, this.#clock.now() - history, signal);
    }
    while (!signal.aborted) {
      const now = this.#clock.now();
      await this.#follow(seedOf(seed, now), now, signal);
    }
  }

  /** Sends events from `start` on until the signal aborts or the clock is too far away. */
  async #follow(seed: number, start: number, signal: AbortSignal): Promise<void> {
    const { history: _, ...options } = this.#simulator;
    const flow = new Flow(new AlarmGenerator({ ...options, seed, start }), start);
    let hasCaughtUp = false;
    while (!signal.aborted) {
      const now = this.#clock.now();
      const overdue = flow.overdue(now);
      hasCaughtUp ||= overdue < limits.simulationDriftMilliseconds;
      if (hasCaughtUp && this.#isAway(overdue)) return;
      const before = flow.lines;
      const bytes = flow.take(now);
      if (bytes.length === 0) await delay(flow.pause(now), undefined, { signal }).catch(() => undefined);
      else await this.#producer.send(new LineSplitter().push(bytes));
      this.#sent += flow.lines - before;
    }
  }

  /** Whether the clock and the events have parted; the next event may rightly be as far ahead as the rate says. */
  #isAway(overdue: number): boolean {
    const ahead = -overdue - 1000 / this.#simulator.rate;
    return Math.max(overdue, ahead) > limits.simulationDriftMilliseconds;
  }
}

/** A seed for a start after the first. */
export function seedOf(seed: number, start: number): number {
  return hashTokens([`${seed}:${start}`]);
}
