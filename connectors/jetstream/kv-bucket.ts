import {
  type JetStreamClient,
  type JetStreamManager,
  jetstream,
  jetstreamManager,
  type StoredMsg,
} from '@nats-io/jetstream';
import { Kvm, type KvWatchEntry } from '@nats-io/kv';
import { headers, type NatsConnection, type QueuedIterator } from '@nats-io/transport-node';
import { type BucketSettings, bucketStream, ensureBucket, keySubject } from './bucket-stream.ts';
import { brokerError, codeOf, serverErrors } from './errors.ts';

const OPERATION = 'KV-Operation';
const MARKER = 'Nats-Marker-Reason';

/** A bucket, and how long its server may take to answer, in milliseconds. */
export interface KvBucketOptions extends BucketSettings {
  readonly timeout: number;
}

/** The newest entry of a key. */
export interface KvRecord {
  readonly revision: number;
  /** Undefined when it was deleted or its time has run out. */
  readonly value: string | undefined;
}

/** What is written: a value, for some seconds or for good, or the end of the entry. */
export type KvChange = { readonly value: string; readonly seconds?: number } | 'delete';

/**
 * A key-value bucket, read through the stream's leader and changed by compare-and-set alone. Its methods throw
 * `broker-unavailable`; a change may have been made then.
 */
export class KvBucket {
  readonly #connection: NatsConnection;
  readonly #options: KvBucketOptions;
  readonly #stream: string;
  readonly #js: JetStreamClient;
  #manager: Promise<JetStreamManager> | undefined;
  #ready: Promise<void> | undefined;

  constructor(connection: NatsConnection, options: KvBucketOptions) {
    this.#connection = connection;
    this.#options = options;
    this.#stream = bucketStream(options.bucket);
    this.#js = jetstream(connection, { timeout: options.timeout });
  }

  /** The newest entry; undefined when there never was one, or not even the bucket. */
  async read(key: string): Promise<KvRecord | undefined> {
    return await this.#asked(async (manager) => {
      const message = await manager.streams.getMessage(this.#stream, { last_by_subj: this.#subject(key) });
      return message === null ? undefined : recordOf(message);
    });
  }

  /** Keys that have an entry or had one lately. */
  async keys(): Promise<readonly string[]> {
    const subject = this.#subject('>');
    const info = await this.#asked(
      async (manager) => await manager.streams.info(this.#stream, { subjects_filter: subject }),
    );
    return Object.keys(info?.state.subjects ?? {}).map((found) => found.slice(subject.length - 1));
  }

  /**
   * Makes a change if the key's newest entry is of that revision, 0 when there is none. Gives the new revision, undefined
   * when it isn't so or another change is under way. A plain update would drop the time to live, so each change states it.
   */
  async write(key: string, revision: number, change: KvChange): Promise<number | undefined> {
    await this.#prepare();
    const lines = headers();
    if (change === 'delete') lines.set(OPERATION, 'DEL');
    const seconds = change === 'delete' ? undefined : change.seconds;
    try {
      const { seq } = await this.#js.publish(this.#subject(key), change === 'delete' ? '' : change.value, {
        headers: lines,
        expect: { lastSubjectSequence: revision },
        ...(seconds !== undefined && { ttl: `${seconds}s` }),
      });
      return seq;
    } catch (thrown) {
      const code = codeOf(thrown);
      if (code === serverErrors.wrongLastSequence || code === serverErrors.expectationInFlight) return undefined;
      this.#ready = undefined;
      throw brokerError(thrown, this.#where);
    }
  }

  /** Changes from now on, without the values. It ends with the connection. */
  async watch(): Promise<QueuedIterator<KvWatchEntry>> {
    await this.#prepare();
    try {
      const bucket = await new Kvm(this.#js).open(this.#options.bucket);
      return await bucket.watch({ include: 'updates', headers_only: true });
    } catch (thrown) {
      throw brokerError(thrown, this.#where);
    }
  }

  get #where(): string {
    return `bucket ${this.#options.bucket}`;
  }

  #subject(key: string): string {
    return keySubject(this.#options.bucket, key);
  }

  /** Undefined when there is no such stream. */
  async #asked<T>(ask: (manager: JetStreamManager) => Promise<T>): Promise<T | undefined> {
    try {
      return await ask(await this.#managed());
    } catch (thrown) {
      if (codeOf(thrown) === serverErrors.streamNotFound) return undefined;
      throw brokerError(thrown, this.#where);
    }
  }

  async #managed(): Promise<JetStreamManager> {
    this.#manager ??= jetstreamManager(this.#connection, { checkAPI: false, timeout: this.#options.timeout });
    return await this.#manager;
  }

  async #prepare(): Promise<void> {
    this.#ready ??= this.#managed().then(async (manager) => await ensureBucket(manager, this.#options));
    try {
      await this.#ready;
    } catch (thrown) {
      this.#ready = undefined;
      throw brokerError(thrown, this.#where);
    }
  }
}

/** Whether a change took an entry away. */
export function isEnd(entry: KvWatchEntry): boolean {
  return entry.operation !== 'PUT';
}

function recordOf(message: StoredMsg): KvRecord {
  const isGone = message.header.has(OPERATION) || message.header.has(MARKER);
  return { revision: message.seq, value: isGone ? undefined : message.string() };
}
