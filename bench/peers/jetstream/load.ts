/**
 * A customer: publishes events at a fixed rate and takes the results from the output streams, in one process with one clock.
 * Prints how long it took from each publish to its result. `node bench/peers/jetstream/load.ts LOAD`.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { AckPolicy, DeliverPolicy, type JsMsg, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { linesIn, type SentLine } from '../../jetstream/lines.ts';
import { Latencies } from './latencies.ts';

/** What is to be sent. */
export interface Load {
  readonly server: string;
  readonly tenant: string;
  readonly partitions: number;
  readonly keyed: boolean;
  /** A file of alarms, with more than are sent. */
  readonly file: string;
  /** Events a second, for so many seconds each. */
  readonly rates: readonly number[];
  readonly seconds: number;
  /** Seconds at each rate before these. */
  readonly warm: number;
}

const TICK_MILLISECONDS = 1;
const PATIENCE_MILLISECONDS = 15_000;

/** The customer's end: sends lines, and pairs each result with its event: a partition answers in order. */
class Customer {
  readonly #connection: NatsConnection;
  readonly #load: Load;
  readonly #lines: Iterator<SentLine>;
  readonly #sent: number[][];
  readonly #answered: number[];
  #waiting = 0;
  #latencies = new Latencies();

  constructor(connection: NatsConnection, load: Load) {
    this.#connection = connection;
    this.#load = load;
    this.#lines = linesIn(load.file, load.partitions)[Symbol.iterator]();
    this.#sent = Array.from({ length: load.partitions }, () => []);
    this.#answered = this.#sent.map(() => 0);
  }

  /** Sends one event after the other until the program answers. */
  async awaken(): Promise<void> {
    this.#publish();
    while (this.#waiting > 0) await delay(20);
  }

  /** Sends at a rate; resolves with what the answers took. */
  async at(rate: number): Promise<Latencies> {
    const began = performance.now();
    const { warm } = this.#load;
    const seconds = warm + this.#load.seconds;
    let isWarm = false;
    for (let sent = 0; sent < rate * seconds; await delay(TICK_MILLISECONDS)) {
      const elapsed = (performance.now() - began) / 1000;
      if (!isWarm && elapsed > warm) {
        isWarm = true;
        this.#latencies = new Latencies();
      }
      for (const due = Math.min(elapsed, seconds) * rate; sent < due; sent++) this.#publish();
    }
    const until = performance.now() + PATIENCE_MILLISECONDS;
    while (this.#waiting > 0 && performance.now() < until) await delay(20);
    this.#latencies.unanswered(this.#waiting);
    return this.#latencies;
  }

  take(partition: number, message: JsMsg): void {
    const answered = this.#answered[partition] as number;
    this.#answered[partition] = answered + 1;
    const sent = this.#sent[partition]?.[answered] as number;
    this.#waiting--;
    const stored = message.info.timestampNanos / 1e6 - performance.timeOrigin;
    this.#latencies.note(stored - sent, performance.now() - sent);
  }

  #publish(): void {
    const { value } = this.#lines.next();
    if (value === undefined) throw new Error('the file has too few events');
    const { line, tokens, partition } = value as SentLine;
    const { tenant, keyed } = this.#load;
    this.#sent[partition]?.push(performance.now());
    this.#waiting++;
    this.#connection.publish(`in.${tenant}${keyed ? `.${tokens.join('.')}` : ''}`, line);
  }
}

async function run(load: Load): Promise<void> {
  const connection = await connect({ servers: load.server });
  const customer = new Customer(connection, load);
  const jsm = await jetstreamManager(connection);
  for (let partition = 0; partition < load.partitions; partition++) {
    const stream = `OUT_${load.tenant}_${partition}`;
    const { name } = await jsm.consumers.add(stream, {
      ack_policy: AckPolicy.None,
      deliver_policy: DeliverPolicy.All,
      mem_storage: true,
    });
    const consumer = await jetstream(connection).consumers.get(stream, name);
    const ofEvent = `out.${load.tenant}.${partition}.statistics`;
    const callback = (message: JsMsg): void => {
      if (message.subject.startsWith(ofEvent)) customer.take(partition, message);
    };
    await consumer.consume({ max_messages: 1000, callback });
  }
  await customer.awaken();
  const figures = [];
  for (const rate of load.rates) figures.push({ rate, ...(await customer.at(rate)).figures });
  process.stdout.write(`${JSON.stringify({ figures })}\n`);
  await connection.close();
}

await run(JSON.parse(process.argv[2] ?? '') as Load);
