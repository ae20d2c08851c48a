import type { TenantProducer } from './ends.ts';
import { SendFailure } from './send-failure.ts';

/** Sends lines that come in pieces, and knows each by its number among all of them. */
export class Sending {
  readonly #producer: Pick<TenantProducer, 'send'>;
  readonly #name: string | undefined;
  #sent = 0;
  #known = 0;

  /** @param name the lines have the ids `name.1`, `name.2` and so on; undefined: they have none. */
  constructor(producer: Pick<TenantProducer, 'send'>, name: string | undefined) {
    this.#producer = producer;
    this.#name = name;
  }

  /** Lines that are stored. */
  get sent(): number {
    return this.#sent;
  }

  /** Those of them that were stored before, by their ids. */
  get known(): number {
    return this.#known;
  }

  /** @throws SendFailure, whose positions count among all lines. */
  async send(lines: readonly Uint8Array[]): Promise<void> {
    const { known } = await this.#producer.send(this.#named(lines)).catch((thrown: unknown) => {
      throw thrown instanceof SendFailure ? thrown.behind(this.#sent) : thrown;
    });
    this.#sent += lines.length;
    this.#known += known;
  }

  #named(lines: readonly Uint8Array[]): Parameters<TenantProducer['send']>[0] {
    const name = this.#name;
    return name === undefined ? lines : lines.map((line, i) => ({ id: `${name}.${this.#sent + i + 1}`, line }));
  }
}
