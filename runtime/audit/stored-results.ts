import type { Log, LogRecord, ResultIdentity } from '../../connectors/log.ts';
import { MillraceError } from '../base/errors.ts';
import { limits } from '../base/limits.ts';
import { laterOf } from './identity-order.ts';

/** What owners write into an output log for each other; a result may have such a name, but then it has an identity. */
const CONTROL = new Set(['fence', 'gap', 'progress']);

/** Reads the results of an output log from its beginning, and what its owners say of them. A log that isn't there is empty. */
export class StoredResults {
  readonly #output: Log | undefined;
  #next = 1;
  #told: ResultIdentity | undefined;

  constructor(output: Log | undefined) {
    this.#output = output;
  }

  /** Whether its oldest records are gone. */
  async isCut(): Promise<boolean> {
    return this.#output !== undefined && (await this.#output.bounds()).first > 1;
  }

  /** The newest result that the log itself remembers, though it may be gone. */
  async remembered(): Promise<ResultIdentity | undefined> {
    return this.#output?.keepsTail ? await this.#output.tail() : undefined;
  }

  /** The newest result that its owners have said to be there, in what was read. */
  get told(): ResultIdentity | undefined {
    return this.#told;
  }

  /** The results among the next records; undefined when there is nothing more. @throws log-gap. */
  async read(): Promise<readonly LogRecord[] | undefined> {
    const records = (await this.#output?.read(this.#next, limits.sliceRecords)) ?? [];
    const [first, last] = [records[0], records.at(-1)];
    if (first === undefined || last === undefined) return undefined;
    if (this.#next > 1 && first.sequence > this.#next) await this.#stillBegins();
    this.#next = last.sequence + 1;
    for (const { kind, identity, payload } of records) {
      if (kind === 'progress' && identity === undefined) this.#told = laterOf(this.#told, identityIn(payload));
    }
    return records.filter(({ kind, identity }) => identity !== undefined || !CONTROL.has(kind));
  }

  /** Resolves when there may be more, or after `timeout` milliseconds. */
  async wait(timeout: number): Promise<void> {
    await this.#output?.wait(this.#next - 1, timeout, new AbortController().signal);
  }

  /** What is not there was never there, or was removed; it was not dropped as the oldest while it was about to be read. */
  async #stillBegins(): Promise<void> {
    const { first = 0 } = (await this.#output?.bounds()) ?? {};
    if (first <= this.#next) return;
    throw new MillraceError('log-gap', {
      what: `retention dropped the results up to ${first - 1} while they were read`,
      where: 'the output log',
      fix: 'audit again',
    });
  }
}

function identityIn(payload: Uint8Array): ResultIdentity | undefined {
  try {
    const { input, index } = JSON.parse(Buffer.from(payload).toString('utf8')) as Partial<ResultIdentity>;
    return typeof input === 'number' && typeof index === 'number' ? { input, index } : undefined;
  } catch {
    return undefined;
  }
}
