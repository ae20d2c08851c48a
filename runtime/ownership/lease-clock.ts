/** What the holder of a lease has to do now; times are milliseconds of the clock it asks with. */
export type LeaseStep =
  | { readonly kind: 'renew' }
  /** Nothing until then, or until a renewal is answered. */
  | { readonly kind: 'wait'; readonly until: number }
  | { readonly kind: 'lost' };

/**
 * Decides when a lease is renewed and when it has to be given up for lost, without timers: the holder says what happened and
 * asks what is due. All times are milliseconds of one clock that never steps back.
 *
 * A lease counts from when the renewal that was acknowledged last was sent: whoever granted it began to count later. It is
 * renewed after a third of its time; after a renewal that was not answered, after a twelfth.
 */
export class LeaseClock {
  readonly #timeToLive: number;
  #heldUntil: number;
  #renewAt: number;
  /** When the renewal was sent that is not answered yet. */
  #sentAt: number | undefined;
  #isOver = false;

  /** @param sentAt when the request was sent that the lease was granted to. */
  constructor(timeToLive: number, sentAt: number) {
    this.#timeToLive = timeToLive;
    this.#heldUntil = sentAt + timeToLive;
    this.#renewAt = sentAt + timeToLive / 3;
  }

  /** Whether nobody else can have been granted it at that time. */
  holds(now: number): boolean {
    return !this.#isOver && now < this.#heldUntil;
  }

  next(now: number): LeaseStep {
    if (!this.holds(now)) return { kind: 'lost' };
    if (this.#sentAt !== undefined) return { kind: 'wait', until: this.#heldUntil };
    if (now >= this.#renewAt) return { kind: 'renew' };
    return { kind: 'wait', until: Math.min(this.#renewAt, this.#heldUntil) };
  }

  /** A renewal is sent. */
  sent(now: number): void {
    this.#sentAt = now;
  }

  /** The renewal was acknowledged. Too late when the time has run out before: what was lost stays lost. */
  acknowledged(now: number): void {
    const sentAt = this.#taken();
    this.#isOver = !this.holds(now);
    this.#heldUntil = sentAt + this.#timeToLive;
    this.#renewAt = sentAt + this.#timeToLive / 3;
  }

  /** Nobody knows what became of the renewal. */
  unanswered(now: number): void {
    this.#taken();
    this.#renewAt = now + this.#timeToLive / 12;
  }

  /** The lease had run out, or somebody else holds the name: it never comes back. */
  refused(): void {
    this.#taken();
    this.#isOver = true;
  }

  #taken(): number {
    const sentAt = this.#sentAt;
    if (sentAt === undefined) throw new Error('no renewal was sent');
    this.#sentAt = undefined;
    return sentAt;
  }
}
