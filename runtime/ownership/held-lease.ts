import type { Lease } from '../../connectors/leases.ts';
import { MillraceError } from '../base/errors.ts';
import type { KeeperTime } from './keeper-time.ts';
import type { LeaseClock } from './lease-clock.ts';

/** A lease that renews itself until it is released or lost. */
export class HeldLease {
  readonly #lease: Lease;
  readonly #clock: LeaseClock;
  readonly #time: KeeperTime;
  readonly #lost = new AbortController();
  /** Ends the sleep under way. */
  #wake = new AbortController();
  #failure: unknown;
  #isReleased = false;

  /** @param clock of this lease, in milliseconds of `time`. */
  constructor(lease: Lease, clock: LeaseClock, time: KeeperTime) {
    this.#lease = lease;
    this.#clock = clock;
    this.#time = time;
    void this.#keep();
  }

  get name(): string {
    return this.#lease.name;
  }

  /**
   * Aborts when a renewal is refused, or when none was acknowledged for the time to live. Its reason is a `lease-lost`. A
   * release doesn't abort it.
   */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /** Whether nobody else can hold the name at this moment, even when the process was stopped until now. */
  get isHeld(): boolean {
    return !this.#isReleased && !this.lost.aborted && this.#clock.holds(this.#time.now());
  }

  /** Ends the renewing and gives the name back. When that can't be done the lease runs out by itself. */
  async release(): Promise<void> {
    this.#isReleased = true;
    this.#wake.abort();
    try {
      await this.#lease.release();
    } catch (thrown) {
      if (!isUnavailable(thrown)) throw thrown;
    }
  }

  async #keep(): Promise<void> {
    while (!this.#isReleased) {
      const now = this.#time.now();
      const step = this.#clock.next(now);
      if (step.kind === 'lost') {
        this.#lost.abort(this.#reason());
        return;
      }
      if (step.kind === 'wait') await this.#sleep(step.until - now);
      else void this.#renew(now);
    }
  }

  async #renew(sentAt: number): Promise<void> {
    this.#clock.sent(sentAt);
    try {
      await this.#lease.renew();
      this.#clock.acknowledged(this.#time.now());
    } catch (thrown) {
      this.#failure = thrown;
      if (isLost(thrown)) this.#clock.refused();
      else this.#clock.unanswered(this.#time.now());
    }
    this.#wake.abort();
  }

  async #sleep(milliseconds: number): Promise<void> {
    this.#wake = new AbortController();
    await this.#time.sleep(Math.ceil(milliseconds), this.#wake.signal);
  }

  #reason(): unknown {
    if (isLost(this.#failure)) return this.#failure;
    return new MillraceError('lease-lost', {
      what: 'no renewal of the lease was acknowledged in time',
      where: `lease ${this.name}`,
      fix: 'see that the broker can be reached and that this process has enough processor time',
      cause: this.#failure,
    });
  }
}

/** Whether it says that a broker didn't answer, or has no room for an entry: that may end by itself. */
export function isUnavailable(thrown: unknown): thrown is MillraceError {
  return thrown instanceof MillraceError && (thrown.code === 'broker-unavailable' || thrown.code === 'store-full');
}

function isLost(thrown: unknown): boolean {
  return thrown instanceof MillraceError && thrown.code === 'lease-lost';
}
