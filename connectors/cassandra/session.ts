import type { Client, types } from 'cassandra-driver';
import type { Hold } from '../shared.ts';
import type { CassandraChoice } from './choice.ts';
import { storeError } from './errors.ts';
import { holdClient } from './shared-client.ts';

/** A statement and its values. `$` stands for the keyspace. */
export interface Statement {
  readonly query: string;
  readonly values: readonly unknown[];
}

/**
 * Statements on a keyspace, by the thread's client, which is opened with the first of them. They throw `store-unavailable`,
 * `store-refused`, `store-schema`, and for a write whose answer was lost `outcome-unknown`.
 */
export class Session {
  readonly #choice: CassandraChoice;
  #hold: Promise<Hold<Client>> | undefined;

  constructor(choice: CassandraChoice) {
    this.#choice = choice;
  }

  async write(query: string, values: readonly unknown[]): Promise<types.ResultSet> {
    return await this.#ask(true, async (client) => {
      return await client.execute(this.#named(query), [...values], { prepare: true });
    });
  }

  /** Writes rows of one Cassandra partition in one request. */
  async writeTogether(statements: readonly Statement[]): Promise<void> {
    const queries = statements.map(({ query, values }) => ({ query: this.#named(query), params: [...values] }));
    await this.#ask(true, async (client) => await client.batch(queries, { prepare: true, logged: false }));
  }

  async read(query: string, values: readonly unknown[], consistency?: types.consistencies): Promise<types.ResultSet> {
    const options = { prepare: true, ...(consistency !== undefined && { consistency }) };
    return await this.#ask(false, async (client) => await client.execute(this.#named(query), [...values], options));
  }

  /** All rows of a query, a page of up to so many at a time; none is empty. */
  async *pages(query: string, values: readonly unknown[], rows: number): AsyncIterable<readonly types.Row[]> {
    let pageState: string | undefined;
    do {
      const options = { prepare: true, fetchSize: rows, ...(pageState !== undefined && { pageState }) };
      const result = await this.#ask(false, async (client) => {
        return await client.execute(this.#named(query), [...values], options);
      });
      if (result.rows.length > 0) yield result.rows;
      pageState = result.pageState ?? undefined;
    } while (pageState !== undefined);
  }

  async close(): Promise<void> {
    const hold = await this.#hold?.catch(() => undefined);
    this.#hold = undefined;
    await hold?.release();
  }

  /** @param isWrite whether something may have been stored when no answer came. */
  async #ask<T>(isWrite: boolean, ask: (client: Client) => Promise<T>): Promise<T> {
    const client = await this.#client();
    try {
      return await ask(client);
    } catch (thrown) {
      throw storeError(thrown, `keyspace ${this.#choice.keyspace}`, isWrite);
    }
  }

  #named(query: string): string {
    return query.replace('$', this.#choice.keyspace);
  }

  async #client(): Promise<Client> {
    this.#hold ??= holdClient(this.#choice).catch((thrown: unknown) => {
      this.#hold = undefined;
      throw thrown;
    });
    return (await this.#hold).value;
  }
}
