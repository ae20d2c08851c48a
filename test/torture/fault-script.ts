import { Prng } from '../../runtime/base/prng.ts';

/** What can be done to a run, and how often, relative to the others. */
const WEIGHTS = {
  'kill an owner': 5,
  'kill a worker thread': 2,
  'stop an owner for longer than its lease': 4,
  'stop an owner for a moment': 2,
  'reset the connections of an owner': 4,
  'lose the answers to an owner': 4,
  'stall the connections of an owner': 3,
  'kill nats-server': 2,
  'pause nats-server': 3,
  'kill Cassandra': 0.5,
  'pause Cassandra': 3,
} as const;

export type FaultKind = keyof typeof WEIGHTS;

/** On SQLite there is nothing else to harm. */
const EMBEDDED: readonly FaultKind[] = ['kill an owner', 'stop an owner for a moment'];

/** One fault. */
export interface Fault {
  readonly kind: FaultKind;
  /** Which owner, of those there are. */
  readonly owner: number;
  /** Milliseconds it lasts; of what was killed: until it is started again. */
  readonly lasts: number;
  /** Milliseconds until the next one begins, which may be before this one has ended. */
  readonly pause: number;
}

/** Draws faults from a seed: the same seed and options give the same faults, one after the other. */
export class FaultScript {
  readonly #chance: Prng;
  readonly #owners: number;
  readonly #kinds: readonly FaultKind[];

  constructor(seed: number, owners: number, isEmbedded: boolean) {
    this.#chance = new Prng(seed);
    this.#owners = owners;
    this.#kinds = isEmbedded ? EMBEDDED : (Object.keys(WEIGHTS) as FaultKind[]);
  }

  next(): Fault {
    const kind = this.#kind();
    const owner = this.#chance.below(this.#owners);
    const lasts = 100 + this.#chance.below(kind.endsWith('its lease') ? 6000 : 2500);
    return { kind, owner, lasts, pause: 200 + this.#chance.below(3000) };
  }

  #kind(): FaultKind {
    let left = this.#chance.unit() * this.#kinds.reduce((sum, kind) => sum + WEIGHTS[kind], 0);
    for (const kind of this.#kinds) {
      left -= WEIGHTS[kind];
      if (left < 0) return kind;
    }
    return this.#kinds[0] as FaultKind;
  }
}
