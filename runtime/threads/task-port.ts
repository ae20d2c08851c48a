import type { MessagePort } from 'node:worker_threads';
import type { MillraceError } from '../base/errors.ts';
import type { LogLevel } from '../base/log-sink.ts';
import type { Without } from './away-notices.ts';
import { plainError } from './plain-error.ts';
import type { FromTask, PartitionSpec, PartitionStatus, PlainError, ToTask } from './protocol.ts';
import { QueryDesk } from './query-desk.ts';

/** A task's end of the port to the main thread: what it is told and asked, and what it says of its partition. */
export class TaskPort {
  /** Where questions wait. */
  readonly desk = new QueryDesk();
  /** Why the partition is held back until a person lets it go on; undefined: it isn't. */
  quarantine: PlainError | undefined;
  readonly #spec: PartitionSpec;
  readonly #port: MessagePort;
  readonly #stop = new AbortController();
  #wake = new AbortController();
  #isStalled = false;

  constructor(spec: PartitionSpec, port: MessagePort) {
    this.#spec = spec;
    this.#port = port;
    this.quarantine = spec.quarantine?.error;
    port.on('message', (message: ToTask) => this.#receive(message));
  }

  /** Aborts when the task is told to stop. */
  get stop(): AbortSignal {
    return this.#stop.signal;
  }

  /** Aborts when the next question comes, to end the rest that the loop may take. */
  get woken(): AbortSignal {
    return this.#wake.signal;
  }

  tell(status: PartitionStatus): void {
    this.#send({ type: 'status', status: this.#asQuarantined(status) });
    const isStalled = status.phase === 'stalled';
    if (isStalled === this.#isStalled) return;
    this.#isStalled = isStalled;
    if (isStalled) this.log('warn', `takes no more input: ${status.waitsFor?.what}`);
    else if (status.phase === 'running') this.log('info', 'takes input again');
  }

  log(level: LogLevel, message: string, fields: Record<string, unknown> = {}): void {
    const { tenant, index } = this.#spec;
    this.#send({ type: 'log', level, message, fields: { tenant, partition: index, ...fields } });
  }

  /** A server is away and is tried again; null: it's there. */
  away(without: Without, why: string | null): void {
    this.#send({ type: 'away', without, why });
  }

  /** Questions that wait, and all later ones, are refused. */
  close(why: MillraceError): void {
    this.desk.close(why);
    this.#port.close();
  }

  /** Until it is let go on it is quarantined, whatever it still does. */
  #asQuarantined(status: PartitionStatus): PartitionStatus {
    const error = this.quarantine;
    const isOver = status.phase === 'failed' || (status.phase === 'stopped' && this.stop.aborted);
    if (error === undefined || isOver) return status;
    return { ...status, phase: 'quarantined', error };
  }

  #receive(message: ToTask): void {
    if (message.type === 'stop') {
      this.#stop.abort();
      return;
    }
    const { id } = message;
    this.desk.ask(message.query).then(
      (value) => this.#send({ type: 'reply', id, value }),
      (thrown: unknown) => this.#send({ type: 'refusal', id, error: plainError(thrown, 'a query') }),
    );
    this.#wake.abort();
    this.#wake = new AbortController();
  }

  #send(message: FromTask): void {
    this.#port.postMessage(message);
  }
}
