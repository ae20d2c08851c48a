import type { Lease } from '../../../../connectors/leases.ts';
import type { MemoryLeases } from '../../../../connectors/memory/leases.ts';
import { LeaseClock } from '../../../../runtime/ownership/lease-clock.ts';

/** A request on its way there, or its answer on its way back. */
interface Request {
  readonly sentAt: number;
  readonly kind: 'acquire' | 'renew';
  answer?: Lease | 'renewed' | 'refused';
}

/** A process that tries to hold one lease, over a line where every request and answer takes as long as a test likes. */
export class LineHolder {
  readonly owner: string;
  readonly #leases: MemoryLeases;
  readonly #offset: number;
  #request: Request | undefined;
  #lease: Lease | undefined;
  #clock: LeaseClock | undefined;

  /** @param offset of its clock to that of the leases. */
  constructor(leases: MemoryLeases, owner: string, offset: number) {
    this.#leases = leases;
    this.owner = owner;
    this.#offset = offset;
  }

  get holds(): boolean {
    return this.#clock?.holds(this.#now) ?? false;
  }

  /** Does what is due. */
  async look(): Promise<void> {
    const step = this.#clock?.next(this.#now);
    if (step?.kind === 'lost') this.#forget();
    if (this.#request !== undefined) return;
    if (step?.kind === 'renew') this.#clock?.sent(this.#now);
    if (step?.kind !== 'wait')
      this.#request = { sentAt: this.#now, kind: step?.kind === 'renew' ? 'renew' : 'acquire' };
  }

  /** A look, and an answer at once. */
  async turn(): Promise<void> {
    await this.look();
    await this.arrive();
    await this.answer();
  }

  /** The request arrives. */
  async arrive(): Promise<void> {
    const request = this.#request;
    if (request === undefined || request.answer !== undefined) return;
    if (request.kind === 'acquire') request.answer = (await this.#leases.acquire('name', this.owner)) ?? 'refused';
    else request.answer = await this.#renewed();
  }

  /** The answer arrives. */
  async answer(): Promise<void> {
    const { sentAt, kind, answer } = this.#request ?? {};
    if (answer === undefined || sentAt === undefined) return;
    this.#request = undefined;
    if (kind === 'renew') {
      if (answer === 'renewed') this.#clock?.acknowledged(this.#now);
      else this.#clock?.refused();
    } else if (answer !== 'refused' && answer !== 'renewed') {
      this.#lease = answer;
      this.#clock = new LeaseClock(this.#leases.timeToLive, sentAt);
    }
  }

  /** The request or its answer never arrives. */
  async lose(): Promise<void> {
    if (this.#request?.kind === 'renew') this.#clock?.unanswered(this.#now);
    this.#request = undefined;
  }

  async release(): Promise<void> {
    const lease = this.#lease;
    this.#forget();
    await lease?.release();
  }

  get #now(): number {
    return this.#leases.now + this.#offset;
  }

  async #renewed(): Promise<'renewed' | 'refused'> {
    try {
      await this.#lease?.renew();
      return 'renewed';
    } catch {
      return 'refused';
    }
  }

  #forget(): void {
    this.#clock = undefined;
    this.#lease = undefined;
    if (this.#request?.kind === 'renew') this.#request = undefined;
  }
}
