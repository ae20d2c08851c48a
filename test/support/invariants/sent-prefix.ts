import type { LogRecord, NewRecord } from '../../../connectors/log.ts';

/**
 * I4: what is stored of each owner is a first part of what it sent, in that order, and nothing of an owner stands behind the fence
 * of a later one.
 */
export class SentPrefix {
  /** Results by owner, in the order of its appends. */
  readonly #sent = new Map<string, string[]>();

  /** An owner appends to the output log. */
  sends(owner: string, records: readonly NewRecord[]): void {
    const sent = this.#sent.get(owner) ?? [];
    this.#sent.set(owner, sent);
    for (const { identity } of records) if (identity !== undefined) sent.push(`${identity.input}.${identity.index}`);
  }

  /** What the whole output log breaks of it. */
  violations(output: readonly LogRecord[]): string[] {
    const found: string[] = [];
    const stored = new Map<string, number>();
    let [epoch, owner] = [0, ''];
    for (const { kind, payload, identity, sequence } of output) {
      if (kind === 'fence') {
        const fence = JSON.parse(Buffer.from(payload).toString()) as { epoch: number; owner: string };
        if (fence.epoch <= epoch) found.push(`I4: the fence at ${sequence} is of epoch ${fence.epoch} behind ${epoch}`);
        ({ epoch, owner } = fence);
      }
      if (identity === undefined) continue;
      const name = `${identity.input}.${identity.index}`;
      const position = stored.get(owner) ?? 0;
      stored.set(owner, position + 1);
      const due = this.#sent.get(owner)?.[position];
      if (due !== name)
        found.push(`I4: at ${sequence} stands ${name}, where ${owner} had sent ${due ?? 'nothing more'}`);
    }
    return found;
  }
}
