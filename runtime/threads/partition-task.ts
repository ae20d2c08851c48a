import { setTimeout as delay } from 'node:timers/promises';
import type { MessagePort } from 'node:worker_threads';
import { type Connectors, openConnectors } from '../../connectors/registry.ts';
import { systemClock } from '../base/clock.ts';
import { MillraceError, messageOf } from '../base/errors.ts';
import type { LogLevel } from '../base/log-sink.ts';
import type { WaitingFor } from '../ownership/lease-keeper.ts';
import { LoopProgress } from './loop-progress.ts';
import { holdPartition, type PartitionHold } from './partition-hold.ts';
import { PartitionLoop } from './partition-loop.ts';
import { plainError } from './plain-error.ts';
import type { FromTask, PartitionSpec, ToTask } from './protocol.ts';
import { QueryDesk } from './query-desk.ts';
import { Setbacks } from './setbacks.ts';
import { takeOver } from './take-over.ts';

/** After these a partition is taken over anew: someone else wrote, or nobody knows what was written. */
const RETRIED = new Set([
  'log-conflict',
  'outcome-unknown',
  'file-busy',
  'broker-unavailable',
  'store-unavailable',
  'store-full',
  'lease-lost',
]);

/** One partition as a long-lived task of a worker thread, spoken to over its port. Ends when told to, drained. */
export class PartitionTask {
  readonly #spec: PartitionSpec;
  readonly #port: MessagePort;
  readonly #stop = new AbortController();
  readonly #desk = new QueryDesk();
  readonly #progress: LoopProgress;
  readonly #setbacks = new Setbacks();
  /** Aborted and replaced whenever a question comes, to end the rest that the loop may take. */
  #wake = new AbortController();

  constructor(spec: PartitionSpec, port: MessagePort) {
    this.#spec = spec;
    this.#port = port;
    this.#progress = new LoopProgress((status) => this.#send({ type: 'status', status }), systemClock);
    port.on('message', (message: ToTask) => this.#receive(message));
  }

  /** Resolves when the partition has drained or failed for good; failures are reported, not thrown. */
  async run(): Promise<void> {
    try {
      while (!this.#stop.signal.aborted) {
        if (await this.#attempt()) break;
      }
    } finally {
      this.#desk.close(gone(this.#spec));
      this.#port.close();
    }
  }

  /** Owns the partition once; false when it is to be tried again. */
  async #attempt(): Promise<boolean> {
    let connectors: Connectors | undefined;
    let held: PartitionHold | undefined;
    try {
      const { log, store, tenant, index, lease, owner } = this.#spec;
      const stop = this.#stop.signal;
      const request = { log, name: `${tenant}/${index}`, timeToLive: lease, owner };
      held = await holdPartition(request, stop, (waitingFor) => this.#waits(waitingFor));
      if (held === undefined) return true;
      connectors = await openConnectors({ log, store, clock: systemClock });
      await this.#own(connectors, held.lost);
      return true;
    } catch (thrown) {
      return await this.#failed(thrown);
    } finally {
      await connectors?.close();
      await held?.release();
    }
  }

  async #own(connectors: Connectors, lost: AbortSignal): Promise<void> {
    const spec = this.#spec;
    this.#progress.phase('recovering');
    const began = performance.now();
    const held = await takeOver(spec, connectors, systemClock, {
      warn: (message) => this.#log('warn', message),
      published: (arrivals) => this.#progress.published(arrivals),
      paused: (milliseconds) => this.#progress.paused(milliseconds),
    });
    this.#log('info', 'partition taken over', {
      epoch: held.epoch,
      sequence: held.partition.sequence,
      actors: held.partition.actors,
      milliseconds: Math.round(performance.now() - began),
    });
    this.#setbacks.runs(systemClock.now());
    this.#progress.goesOn();
    const loop = new PartitionLoop(spec, held, this.#desk, this.#progress, systemClock);
    await loop.run({ stop: this.#stop.signal, lost, woken: () => this.#wake.signal });
    this.#progress.stopped(held);
    this.#log('info', 'partition drained', { sequence: held.partition.sequence });
  }

  /** Another process owns the partition, or nobody can say who. */
  #waits(found: WaitingFor): void {
    this.#progress.phase('waiting');
    if (found.kind === 'owner') {
      this.#progress.waits('lease', `${found.owner} owns it`);
      this.#log('info', `owned by ${found.owner}: waiting for its lease`);
    } else {
      this.#progress.waits(found.error.code, remedyOf(found.error));
      this.#log('warn', found.error.message);
    }
  }

  async #failed(thrown: unknown): Promise<boolean> {
    const error = plainError(thrown, `partition ${this.#spec.tenant}/${this.#spec.index}`);
    if (thrown instanceof MillraceError && RETRIED.has(thrown.code)) {
      const { pause, since, count } = this.#setbacks.failed(systemClock.now());
      this.#progress.phase('waiting');
      this.#progress.waits(thrown.code, remedyOf(thrown), since);
      this.#log('warn', `taken over anew in ${pause} ms: ${messageOf(thrown)}`, { failures: count });
      await delay(pause, undefined, { signal: this.#stop.signal }).catch(() => undefined);
      return false;
    }
    this.#log('error', messageOf(thrown), thrown instanceof MillraceError ? {} : { stack: (thrown as Error)?.stack });
    this.#progress.phase('failed', error);
    return true;
  }

  #receive(message: ToTask): void {
    if (message.type === 'stop') {
      this.#stop.abort();
      return;
    }
    const { id } = message;
    this.#desk.ask(message.query).then(
      (value) => this.#send({ type: 'reply', id, value }),
      (thrown: unknown) => this.#send({ type: 'refusal', id, error: plainError(thrown, 'a query') }),
    );
    this.#wake.abort();
    this.#wake = new AbortController();
  }

  #log(level: LogLevel, message: string, fields: Record<string, unknown> = {}): void {
    const { tenant, index } = this.#spec;
    this.#send({ type: 'log', level, message, fields: { tenant, partition: index, ...fields } });
  }

  #send(message: FromTask): void {
    this.#port.postMessage(message);
  }
}

/** An error without its code. */
function remedyOf({ what, where, fix }: MillraceError): string {
  return `${what}, ${where}, ${fix}`;
}

function gone(spec: PartitionSpec): MillraceError {
  return new MillraceError('partition-stopped', {
    what: 'the partition has stopped',
    where: `partition ${spec.tenant}/${spec.index}`,
    fix: 'ask again when it runs',
  });
}
