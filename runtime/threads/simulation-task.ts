import { setTimeout as delay } from 'node:timers/promises';
import type { MessagePort } from 'node:worker_threads';
import type { SimulatorConfig } from '../../config/types.ts';
import { systemClock } from '../base/clock.ts';
import { MillraceError, messageOf } from '../base/errors.ts';
import { limits } from '../base/limits.ts';
import type { LogLevel } from '../base/log-sink.ts';
import { retryPause } from '../base/retry-pause.ts';
import type { Channel } from '../channel/channel.ts';
import { Producer } from '../channel/producer.ts';
import { LiveSimulation } from '../channel/simulation.ts';
import type { FromTask, ToTask } from './protocol.ts';

/** All that a thread needs to know to simulate a tenant's customers. Plain data. */
export interface SimulationSpec extends Channel {
  readonly simulator: SimulatorConfig;
}

/** After these the simulation goes on: made-up events may be missing, or be there twice. */
const RETRIED = new Set(['outcome-unknown', 'file-busy']);

/** A tenant's simulator as a long-lived task of a worker thread, spoken to over its port. Ends when told to. */
export class SimulationTask {
  readonly #spec: SimulationSpec;
  readonly #port: MessagePort;
  readonly #stop = new AbortController();

  constructor(spec: SimulationSpec, port: MessagePort) {
    this.#spec = spec;
    this.#port = port;
    port.on('message', (message: ToTask) => {
      if (message.type === 'stop') this.#stop.abort();
    });
  }

  /** Resolves when it was told to stop. @throws what sending throws, after some attempts where another may succeed. */
  async run(): Promise<void> {
    try {
      for (let failures = 0; !this.#stop.signal.aborted; ) failures = await this.#attempt(failures);
    } finally {
      this.#port.close();
    }
  }

  /** Sends once until it fails or is told to stop; resolves with the failures in a row. */
  async #attempt(failures: number): Promise<number> {
    let producer: Producer | undefined;
    let simulation: LiveSimulation | undefined;
    try {
      producer = await Producer.open(this.#spec, systemClock);
      simulation = new LiveSimulation(this.#spec.simulator, producer, systemClock);
      this.#log('info', 'simulator started');
      await simulation.run(this.#stop.signal);
      this.#log('info', 'simulator stopped', { sent: simulation.sent });
      return 0;
    } catch (thrown) {
      const inARow = (simulation?.sent ?? 0) > 0 ? 1 : failures + 1;
      if (!isRetried(thrown) || inARow > limits.simulationAttempts) throw thrown;
      const pause = retryPause(inARow - 1);
      this.#log('warn', `the simulator goes on in ${pause} ms: ${messageOf(thrown)}`);
      await delay(pause, undefined, { signal: this.#stop.signal }).catch(() => undefined);
      return inARow;
    } finally {
      await producer?.close();
    }
  }

  #log(level: LogLevel, message: string, fields: Record<string, unknown> = {}): void {
    const line: FromTask = { type: 'log', level, message, fields: { tenant: this.#spec.tenant, ...fields } };
    this.#port.postMessage(line);
  }
}

function isRetried(thrown: unknown): boolean {
  return thrown instanceof MillraceError && RETRIED.has(thrown.code);
}
