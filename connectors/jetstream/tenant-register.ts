import { setTimeout as delay } from 'node:timers/promises';
import type { NatsConnection } from '@nats-io/transport-node';
import { MillraceError } from '../../runtime/base/errors.ts';
import { limits } from '../../runtime/base/limits.ts';
import {
  checkPartitions,
  existsAlready,
  neverEntered,
  removedBefore,
  type TenantEntry,
  type TenantRegister,
  type TenantSection,
} from '../tenant-register.ts';
import { failureOfStart } from './jetstream-enabled.ts';
import { KvBucket, type KvRecord } from './kv-bucket.ts';
import { followBucket } from './kv-follow.ts';
import { kvKeyOf } from './kv-key.ts';

/** An entry as it is stored. One of a tenant that was removed stays, so that its id is not used again. */
interface Stored extends TenantEntry {
  readonly removed?: true;
}

export interface JetStreamTenantsOptions {
  /** Of the register alone. Created with the first entry where it is missing. */
  readonly bucket: string;
  /** Copies of a bucket that is created. */
  readonly replicas: number;
  /** Whether it is made where it is missing. Default true. */
  readonly create?: boolean;
}

/**
 * The register of tenants as a NATS key-value bucket: one entry a tenant, changed by compare-and-set. The connection stays
 * the caller's. Its methods throw `broker-unavailable`, and `register-unusable` on an entry that is not one.
 */
export class JetStreamTenantRegister implements TenantRegister {
  readonly #bucket: KvBucket;
  readonly #where: string;
  readonly #onClose: () => Promise<void>;

  constructor(
    connection: NatsConnection,
    bucket: JetStreamTenantsOptions,
    onClose: () => Promise<void> = async () => {},
  ) {
    this.#bucket = new KvBucket(connection, { ...bucket, timeout: limits.answerMilliseconds });
    this.#where = `bucket ${bucket.bucket}`;
    this.#onClose = onClose;
  }

  async enter(id: string, partitions: number): Promise<TenantEntry> {
    const entry = await this.#create({ id, partitions, stopped: false }).catch((thrown: unknown) => {
      throw failureOfStart(thrown, this.#where);
    });
    checkPartitions(entry, partitions);
    return entry;
  }

  async add(id: string, partitions: number, section: TenantSection): Promise<TenantEntry> {
    const entry = { id, partitions, stopped: false, section };
    const found = await this.#create(entry);
    if (found !== entry) throw existsAlready(id);
    return entry;
  }

  async update(id: string, section: TenantSection): Promise<void> {
    await this.#change(id, (entry) => (entry.section === undefined ? undefined : { ...entry, section }));
  }

  async remove(id: string): Promise<void> {
    await this.#untilDecided(async () => {
      const record = await this.#bucket.read(kvKeyOf(id));
      const stored = this.#storedIn(record);
      if (record === undefined || stored === undefined || stored.removed) return 'done';
      const { section: _, ...rest } = stored;
      return await this.#write({ ...rest, removed: true }, record.revision);
    });
  }

  watch(changed: () => void, signal: AbortSignal): void {
    void followBucket(this.#bucket, changed, signal);
  }

  async get(id: string): Promise<TenantEntry | undefined> {
    return this.#entryIn(await this.#bucket.read(kvKeyOf(id)));
  }

  async list(): Promise<readonly TenantEntry[]> {
    const records = await Promise.all((await this.#bucket.keys()).map((key) => this.#bucket.read(key)));
    const entries = records.map((record) => this.#entryIn(record)).filter((entry) => entry !== undefined);
    return entries.sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  async setStopped(id: string, stopped: boolean): Promise<void> {
    await this.#change(id, (entry) => (entry.stopped === stopped ? entry : { ...entry, stopped }));
  }

  async close(): Promise<void> {
    await this.#onClose();
  }

  /** @param change gives the entry as it is to be, itself where it is so already, undefined where there is none for it. */
  async #change(id: string, change: (entry: TenantEntry) => TenantEntry | undefined): Promise<void> {
    await this.#untilDecided(async () => {
      const record = await this.#bucket.read(kvKeyOf(id));
      const entry = this.#entryIn(record);
      const changed = entry === undefined ? undefined : change(entry);
      if (record === undefined || changed === undefined) throw neverEntered(id);
      return changed === entry ? entry : await this.#write(changed, record.revision);
    });
  }

  /** The entry that is there, or else this one. The first to ask is the first to be tried. */
  async #create(entry: TenantEntry): Promise<TenantEntry> {
    let revision = 0;
    return await this.#untilDecided(async () => {
      const created = await this.#write(entry, revision);
      if (created !== undefined) return created;
      const record = await this.#bucket.read(kvKeyOf(entry.id));
      revision = record?.revision ?? 0;
      const stored = this.#storedIn(record);
      if (stored?.removed) throw removedBefore(entry.id);
      return stored;
    });
  }

  /** Undefined when somebody else changed the entry. */
  async #write<E extends Stored>(entry: E, revision: number): Promise<E | undefined> {
    const value = JSON.stringify(entry);
    return (await this.#bucket.write(kvKeyOf(entry.id), revision, { value })) === undefined ? undefined : entry;
  }

  /** Tries again while others change the same entry. */
  async #untilDecided<T>(attempt: () => Promise<T | undefined>): Promise<T> {
    for (let tries = 1; ; tries++) {
      const outcome = await attempt();
      if (outcome !== undefined) return outcome;
      await delay(Math.random() * limits.retryMilliseconds * Math.min(tries, 10));
    }
  }

  /** Undefined when there is none, or it was removed. */
  #entryIn(record: KvRecord | undefined): TenantEntry | undefined {
    const stored = this.#storedIn(record);
    return stored?.removed ? undefined : stored;
  }

  #storedIn(record: KvRecord | undefined): Stored | undefined {
    if (record?.value === undefined) return undefined;
    const entry = parsed(record.value);
    if (entry !== undefined) return entry;
    throw new MillraceError('register-unusable', {
      what: `the entry of revision ${record.revision} is not one of a tenant`,
      where: this.#where,
      fix: 'restore the bucket from a copy; it may be used by nothing else',
    });
  }
}

/** Undefined when the text is no entry. */
function parsed(text: string): Stored | undefined {
  try {
    const { id, partitions, stopped, section, removed } = JSON.parse(text) as Partial<Stored>;
    const isEntry = typeof id === 'string' && Number.isInteger(partitions) && typeof stopped === 'boolean';
    if (!isEntry) return undefined;
    const entry = { id, partitions: partitions as number, stopped, ...(section !== undefined && { section }) };
    return removed ? { ...entry, removed } : entry;
  } catch {
    return undefined;
  }
}
