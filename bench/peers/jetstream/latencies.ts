/** What events took to be answered, in milliseconds. */
export interface LatencyFigures {
  readonly events: number;
  /** From the publish until the result was stored in its stream. */
  readonly stored50: number;
  readonly stored99: number;
  /** From the publish until the customer had it. */
  readonly received50: number;
  readonly received99: number;
  readonly receivedMost: number;
  /** Events that had no answer a while after the last one was sent. */
  readonly unanswered: number;
}

/** Collects how long each event took. */
export class Latencies {
  readonly #stored: number[] = [];
  readonly #received: number[] = [];
  #unanswered = 0;

  note(stored: number, received: number): void {
    this.#stored.push(stored);
    this.#received.push(received);
  }

  unanswered(count: number): void {
    this.#unanswered = count;
  }

  get figures(): LatencyFigures {
    const stored = this.#stored.toSorted((a, b) => a - b);
    const received = this.#received.toSorted((a, b) => a - b);
    return {
      events: received.length,
      stored50: quantile(stored, 0.5),
      stored99: quantile(stored, 0.99),
      received50: quantile(received, 0.5),
      received99: quantile(received, 0.99),
      receivedMost: quantile(received, 1),
      unanswered: this.#unanswered,
    };
  }
}

/** The value that a share of sorted values stays within; NaN of none. */
function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}
