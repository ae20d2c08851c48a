import { limits } from '../../base/limits.ts';
import type { TenantProducer } from '../../channel/ends.ts';
import type { Customer } from '../runtime-control.ts';

/** A producer that several use. */
class Kept {
  readonly opening: Promise<TenantProducer>;
  #users = 0;
  #timer: NodeJS.Timeout | undefined;
  #isOld = false;
  readonly #closing = new AbortController();

  constructor(opening: Promise<TenantProducer>) {
    this.opening = opening;
    // Each of its users is told.
    opening.catch(() => undefined);
  }

  /** Aborts when it is closed. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  enter(): void {
    clearTimeout(this.#timer);
    this.#users++;
  }

  /** @param idle called when nobody has come for a while. */
  leave(idle: () => void): void {
    if (--this.#users > 0) return;
    if (this.#isOld) void this.close();
    else this.#timer = setTimeout(idle, limits.idleProducerMilliseconds).unref();
  }

  /** Its last user closes it. */
  retire(): void {
    clearTimeout(this.#timer);
    this.#isOld = true;
    if (this.#users === 0) void this.close();
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#closing.abort();
    await this.opening.then((producer) => producer.close()).catch(() => undefined);
  }
}

/** Tenants' producers, each opened by its first user and closed when nobody has used it for a while or its tenant is gone. */
export class KeptProducers {
  readonly #open: (customer: Customer) => Promise<TenantProducer>;
  readonly #kept = new Map<string, Kept>();

  constructor(open: (customer: Customer) => Promise<TenantProducer>) {
    this.#open = open;
  }

  /** Does some work with a tenant's producer. One that has failed is opened anew by whoever comes next. */
  async use<T>(customer: Customer, work: (producer: TenantProducer) => Promise<T>): Promise<T> {
    const { id } = customer.config;
    const kept = this.#kept.get(id) ?? this.#keep(customer);
    const forget = (): void => {
      if (this.#kept.get(id) === kept) this.#kept.delete(id);
      kept.retire();
    };
    kept.enter();
    try {
      return await work(await kept.opening);
    } catch (thrown) {
      forget();
      throw thrown;
    } finally {
      kept.leave(forget);
    }
  }

  async close(): Promise<void> {
    const all = [...this.#kept.values()];
    this.#kept.clear();
    await Promise.all(all.map(async (kept) => await kept.close()));
  }

  #keep(customer: Customer): Kept {
    const { id } = customer.config;
    const kept = new Kept(this.#open(customer));
    this.#kept.set(id, kept);
    const close = (): void => {
      if (this.#kept.get(id) === kept) this.#kept.delete(id);
      void kept.close();
    };
    customer.gone.addEventListener('abort', close, { signal: kept.closing });
    return kept;
  }
}
