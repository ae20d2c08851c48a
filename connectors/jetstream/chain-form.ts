/** Batches that a stream may have open at once are 50 by the server's defaults; fewer are sent, for others send some too. */
const BATCHES_UNDER_WAY = 32;
/** Records from which one batch costs a stream with replicas less than its records one by one. */
const WORTH_A_BATCH = 10;

/**
 * Decides whether chained records go one by one or as one batch. A stream without replicas makes a file of its own for each
 * batch, which costs 2 to 3 ms whatever is in it, where records one by one cost next to nothing when nobody waits for their
 * answers. With replicas each record is a proposal of its own to them, and a batch is one.
 */
export class ChainForm {
  readonly #hasReplicas: boolean;
  #batches = 0;

  /** @param replicas copies of the stream. */
  constructor(replicas: number) {
    this.#hasReplicas = replicas > 1;
  }

  /** Whether so many records that are to be appended now go as one batch. */
  isBatch(records: number): boolean {
    return this.#hasReplicas && records >= WORTH_A_BATCH && this.#batches < BATCHES_UNDER_WAY;
  }

  /** Counts a batch from its sending to its answer. */
  async during<T>(batch: Promise<T>): Promise<T> {
    this.#batches++;
    try {
      return await batch;
    } finally {
      this.#batches--;
    }
  }
}
