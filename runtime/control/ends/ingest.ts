import { limits } from '../../base/limits.ts';
import type { TenantProducer } from '../../channel/ends.ts';
import { LineSplitter } from '../../channel/line-splitter.ts';
import { SendFailure } from '../../channel/send-failure.ts';
import { Sending } from '../../channel/sending.ts';
import type { Customer } from '../runtime-control.ts';
import { IngestFailure } from './ingest-failure.ts';
import { InputRates } from './input-rates.ts';
import { KeptProducers } from './kept-producers.ts';
import { Slots } from './slots.ts';

/** What became of a request's lines. With ids `accepted` is the sum of both others. */
export interface Ingested {
  /** Lines that are stored. */
  readonly accepted: number;
  /** Those stored now. */
  readonly stored?: number;
  /** Those that were stored before, by their ids. */
  readonly known?: number;
}

/** Takes events that customers send by HTTP, as `millrace send` does: a line is a record, whatever its bytes. */
export class Ingest {
  readonly rates: InputRates;
  readonly #slots = new Slots('requests that send events', limits.ingestRequests, limits.ingestRequestsOfTenant);
  readonly #producers: KeptProducers;

  constructor(open: (customer: Customer) => Promise<TenantProducer>, rates: InputRates = new InputRates()) {
    this.#producers = new KeptProducers(open);
    this.rates = rates;
  }

  /** To be called before a request's body is read. @returns to be called when it is done with. @throws queue-full, quota-exceeded. */
  admit(customer: Customer): () => void {
    this.rates.check(customer);
    return this.#slots.take(customer.config.id);
  }

  /**
   * Resolves when the input log has acknowledged every line.
   *
   * @param name of the lines' ids, `name.1` and so on; undefined: they have none.
   * @throws IngestFailure, quota-exceeded, and what opening the log throws.
   */
  async take(customer: Customer, body: Uint8Array, name: string | undefined): Promise<Ingested> {
    const splitter = new LineSplitter();
    const lines = [...splitter.push(body), ...splitter.end()];
    this.rates.take(customer, lines.length);
    return await this.#producers.use(customer, async (producer) => {
      const sending = new Sending(producer, name);
      try {
        for (let first = 0; first < lines.length; first += limits.ingestLines) {
          await sending.send(lines.slice(first, first + limits.ingestLines));
        }
      } catch (thrown) {
        throw thrown instanceof SendFailure ? new IngestFailure(thrown, lines.length, name) : thrown;
      }
      const { sent: accepted, known } = sending;
      return name === undefined ? { accepted } : { accepted, stored: accepted - known, known };
    });
  }

  async close(): Promise<void> {
    await this.#producers.close();
  }
}
