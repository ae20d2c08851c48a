/**
 * Which hours of a partition were listed at the input sequence of the checkpoint that is being written: each is listed once by each
 * checkpoint, however many lots its roll-ups are. Not once for all: so what a node has lost is there again.
 */
export class ListedHours {
  readonly #tenants = new Map<string, Map<number, { readonly sequence: number; readonly hours: Set<number> }>>();

  /** Those at a sequence; what is listed is to be added. Those at another one are forgotten. */
  at(tenant: string, partition: number, sequence: number): Set<number> {
    const partitions = this.#tenants.get(tenant) ?? new Map();
    this.#tenants.set(tenant, partitions);
    const known = partitions.get(partition);
    if (known?.sequence === sequence) return known.hours;
    const hours = new Set<number>();
    partitions.set(partition, { sequence, hours });
    return hours;
  }

  forget(tenant: string): void {
    this.#tenants.delete(tenant);
  }
}
