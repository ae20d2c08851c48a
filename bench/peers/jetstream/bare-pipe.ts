/**
 * What JetStream and its client can do at best with no work between: every message of a consumer becomes one fixed message,
 * published without waiting. Answers are counted, not looked at one by one, and the input is acknowledged behind them. No
 * state, no identity, no chain. `node bench/peers/jetstream/bare-pipe.ts JOB`.
 */
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { AckPolicy, jetstreamManager } from '@nats-io/jetstream';
import { connect, createInbox, type Msg, type NatsConnection } from '@nats-io/transport-node';
import { filterOf, type Job, jobOf } from './job.ts';

/** Messages asked for ahead, and published without an answer, at most. */
const AHEAD = 8000;
const WINDOW = 2000;
const ACK_EVERY = 1000;
/** As long as a result of `global-statistics`. */
const RESULT = new Uint8Array(Buffer.alloc(230, 'x'));
const ERROR = Buffer.from('{"error"');

/** One partition's pipe. */
class Pipe {
  readonly #connection: NatsConnection;
  readonly #pullFrom: string;
  readonly #subject: string;
  readonly #inbox = createInbox();
  readonly #answers = createInbox();
  #held: Msg[] = [];
  /** Where the messages whose results are on their way are acknowledged, those of each {@link ACK_EVERY}th. */
  #marks: { readonly at: number; readonly reply: string }[] = [];
  #asked = 0;
  #sent = 0;
  #answered = 0;

  constructor(connection: NatsConnection, { tenant }: Job, partition: number) {
    this.#connection = connection;
    this.#pullFrom = `$JS.API.CONSUMER.MSG.NEXT.IN_${tenant}.${nameOf(partition)}`;
    this.#subject = `out.${tenant}.${partition}.statistics`;
    connection.subscribe(this.#inbox, { callback: (_, message) => this.#receive(message) });
    connection.subscribe(this.#answers, { callback: (_, message) => this.#answer(message.data) });
    this.#ask();
  }

  #receive(message: Msg): void {
    if (!message.reply?.startsWith('$JS.ACK.')) {
      // A word of the server: the request has ended.
      this.#asked = 0;
      this.#ask();
      return;
    }
    this.#asked--;
    if (this.#sent - this.#answered < WINDOW) this.#pass(message);
    else this.#held.push(message);
  }

  #pass(message: Msg): void {
    this.#connection.publish(this.#subject, RESULT, { reply: this.#answers });
    if (++this.#sent % ACK_EVERY === 0) this.#marks.push({ at: this.#sent, reply: message.reply as string });
  }

  #answer(answer: Uint8Array): void {
    if (ERROR.compare(answer, 0, ERROR.length) === 0 || answer.length === 0) throw new Error('a result was refused');
    this.#answered++;
    const [mark] = this.#marks;
    if (mark !== undefined && mark.at <= this.#answered) {
      this.#marks.shift();
      this.#connection.publish(mark.reply);
    }
    if (this.#held.length > 0 && this.#sent - this.#answered <= WINDOW / 2) this.#passHeld();
    this.#ask();
  }

  #passHeld(): void {
    const held = this.#held;
    const count = Math.min(held.length, WINDOW - (this.#sent - this.#answered));
    for (let i = 0; i < count; i++) this.#pass(held[i] as Msg);
    this.#held = held.slice(count);
  }

  #ask(): void {
    const free = AHEAD - this.#asked - this.#held.length;
    if (free < AHEAD / 2) return;
    this.#asked += free;
    const request = JSON.stringify({ batch: free, expires: 30_000_000_000 });
    this.#connection.publish(this.#pullFrom, request, { reply: this.#inbox });
  }
}

async function run(job: Job, thread: number): Promise<void> {
  const connection = await connect({ servers: job.server });
  const jsm = await jetstreamManager(connection);
  for (let partition = thread; partition < job.partitions; partition += job.threads) {
    await jsm.consumers.add(`IN_${job.tenant}`, {
      durable_name: nameOf(partition),
      ack_policy: AckPolicy.All,
      max_ack_pending: -1,
      ...filterOf(job, partition),
    });
    new Pipe(connection, job, partition);
  }
}

function nameOf(partition: number): string {
  return `pipe_${partition}`;
}

if (isMainThread) {
  const job = jobOf(process.argv.slice(2));
  if (job.threads === 1) await run(job, 0);
  else
    for (let thread = 0; thread < job.threads; thread++)
      new Worker(new URL(import.meta.url), { workerData: { job, thread } });
} else {
  const { job, thread } = workerData as { job: Job; thread: number };
  await run(job, thread);
}
