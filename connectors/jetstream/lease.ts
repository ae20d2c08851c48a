import { leaseLost } from '../lease-errors.ts';
import type { Lease, LeaseHolder } from '../leases.ts';
import type { KvBucket, KvChange, KvRecord } from './kv-bucket.ts';
import { kvKeyOf } from './kv-key.ts';

/** What stands in the bucket while a name is held. The token is the holder's own: it tells its entries from all others. */
export interface Grant extends LeaseHolder {
  readonly token: string;
  /** Of the owner's lives, where it has several. */
  readonly life?: string | undefined;
}

export function encodeGrant({ owner, token, life }: Grant): string {
  return JSON.stringify({ owner, token, life });
}

export function decodeGrant(value: string): Grant {
  const { owner, token, life } = JSON.parse(value) as Partial<Grant>;
  return { owner: owner ?? 'somebody unknown', token: token ?? '', life };
}

/** One that was granted: its name, its entry in the bucket, and the seconds that entry lasts. */
export interface Granted {
  readonly name: string;
  readonly grant: string;
  readonly seconds: number;
}

/**
 * A lease whose entry is this one's as long as its revision is the one last written. A change that was not answered may have
 * been made: the entry is known again by its token.
 */
export class JetStreamLease implements Lease {
  readonly #bucket: KvBucket;
  readonly #granted: Granted;
  readonly #key: string;
  #revision: number;
  #isOver = false;
  /** The change under way: there is one at a time. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(bucket: KvBucket, granted: Granted, revision: number) {
    this.#bucket = bucket;
    this.#granted = granted;
    this.#key = kvKeyOf(granted.name);
    this.#revision = revision;
  }

  get name(): string {
    return this.#granted.name;
  }

  async renew(): Promise<void> {
    await this.#inTurn(async () => {
      const { name, grant, seconds } = this.#granted;
      if (this.#isOver) throw leaseLost(name, undefined);
      const newest = await this.#change({ value: grant, seconds });
      if (newest === 'changed') return;
      this.#isOver = true;
      throw leaseLost(name, newest?.value === undefined ? undefined : decodeGrant(newest.value));
    });
  }

  async release(): Promise<void> {
    await this.#inTurn(async () => {
      if (this.#isOver) return;
      await this.#change('delete');
      this.#isOver = true;
    });
  }

  /** Changes the own entry; gives the newest entry if that isn't the own one any more. */
  async #change(change: KvChange): Promise<'changed' | KvRecord | undefined> {
    for (;;) {
      const revision = await this.#bucket.write(this.#key, this.#revision, change);
      if (revision !== undefined) {
        this.#revision = revision;
        return 'changed';
      }
      const newest = await this.#bucket.read(this.#key);
      if (newest?.value !== this.#granted.grant) return newest;
      this.#revision = newest.revision;
    }
  }

  async #inTurn(work: () => Promise<void>): Promise<void> {
    const before = this.#turn;
    const turn = before.then(work, work);
    this.#turn = turn;
    await turn;
  }
}
