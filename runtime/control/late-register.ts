import type { TenantEntry, TenantRegister, TenantSection } from '../../connectors/tenant-register.ts';

/**
 * A register that need not be reachable yet: it is opened by the first call that reaches it. Until then all calls throw what the
 * opening throws, `broker-unavailable` for one.
 */
export class LateRegister implements TenantRegister {
  readonly #open: () => Promise<TenantRegister>;
  #opening: Promise<TenantRegister> | undefined;
  #opened: TenantRegister | undefined;

  constructor(open: () => Promise<TenantRegister>) {
    this.#open = open;
  }

  async enter(id: string, partitions: number): Promise<TenantEntry> {
    return await (await this.#reached()).enter(id, partitions);
  }

  async add(id: string, partitions: number, section: TenantSection): Promise<TenantEntry> {
    return await (await this.#reached()).add(id, partitions, section);
  }

  async update(id: string, section: TenantSection): Promise<void> {
    await (await this.#reached()).update(id, section);
  }

  async remove(id: string): Promise<void> {
    await (await this.#reached()).remove(id);
  }

  async get(id: string): Promise<TenantEntry | undefined> {
    return await (await this.#reached()).get(id);
  }

  async list(): Promise<readonly TenantEntry[]> {
    return await (await this.#reached()).list();
  }

  async setStopped(id: string, stopped: boolean): Promise<void> {
    await (await this.#reached()).setStopped(id, stopped);
  }

  /** To be called once another call has reached the register. */
  watch(changed: () => void, signal: AbortSignal): void {
    this.#opened?.watch(changed, signal);
  }

  /** One that is still being opened is closed as soon as it is there, which nobody waits for. */
  async close(): Promise<void> {
    if (this.#opened !== undefined) await this.#opened.close();
    else this.#opening?.then(async (opened) => await opened.close()).catch(() => undefined);
  }

  async #reached(): Promise<TenantRegister> {
    this.#opening ??= this.#open();
    try {
      this.#opened = await this.#opening;
      return this.#opened;
    } catch (thrown) {
      this.#opening = undefined;
      throw thrown;
    }
  }
}
