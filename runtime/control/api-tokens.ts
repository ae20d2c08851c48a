import { createHash, timingSafeEqual } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { ApiToken } from '../../config/types.ts';
import { MillraceError } from '../base/errors.ts';

/** Who asks: an operator, or a tenant. */
export type Asker = { readonly kind: 'operator' } | { readonly kind: 'tenant'; readonly tenant: string };

interface Known {
  readonly digest: Buffer;
  readonly asker: Asker;
  /** Aborts when the token is taken back. */
  readonly withdrawn: AbortController;
}

const OPERATOR: Asker = { kind: 'operator' };
const NEVER = new AbortController().signal;

/** Knows who asks by the token that a request brings. Where there are no tokens everybody is an operator. */
export class ApiTokens {
  #known: readonly Known[];

  constructor(tokens: readonly ApiToken[] = []) {
    this.#known = tokens.map(knownBy);
  }

  /**
   * Takes others in their place, for all that is asked from now on; {@link withdrawn} tells what goes on. Whether there are any is said at a start alone, so that no mistake
   * makes everybody an operator.
   */
  renew(tokens: readonly ApiToken[]): 'same' | 'taken' | 'at the next start' {
    const others = tokens.map(knownBy);
    const isSame = others.length === this.#known.length && others.every((other, i) => isAlike(other, this.#known[i]));
    if (isSame) return 'same';
    if (others.length === 0 || this.#known.length === 0) return 'at the next start';
    const before = this.#known;
    this.#known = others.map((other) => before.find((one) => isAlike(other, one)) ?? other);
    for (const one of before) if (!this.#known.includes(one)) one.withdrawn.abort();
    return 'taken';
  }

  /**
   * @param header the request's Authorization, `Bearer TOKEN`. @param where the request, for the message.
   * @throws token-refused.
   */
  askerOf(header: string | undefined, where: string): Asker {
    if (this.#known.length === 0) return OPERATOR;
    const token = tokenIn(header);
    const found = this.#find(token);
    if (found !== undefined) return found.asker;
    throw new MillraceError('token-refused', {
      what: token === undefined ? 'the request brings no token' : 'the token is not a valid one',
      where,
      fix: 'send the header `Authorization: Bearer TOKEN` with a token of api.tokens',
    });
  }

  /** Aborts when the token that a request brought is no valid one any more; aborted where it is none now. @param header as {@link askerOf}. */
  withdrawn(header: string | undefined): AbortSignal {
    if (this.#known.length === 0) return NEVER;
    return this.#find(tokenIn(header))?.withdrawn.signal ?? AbortSignal.abort();
  }

  #find(token: string | undefined): Known | undefined {
    // All are compared, in constant time: how long it takes tells nothing of any of them.
    const digest = digestOf(token ?? '');
    const found = this.#known.filter((known) => timingSafeEqual(known.digest, digest));
    return token === undefined ? undefined : found[0];
  }
}

function tokenIn(header: string | undefined): string | undefined {
  return /^Bearer +(\S+)$/i.exec(header ?? '')?.[1];
}

function knownBy({ tenant, token }: ApiToken): Known {
  const asker: Asker = tenant === undefined ? OPERATOR : { kind: 'tenant', tenant };
  return { digest: digestOf(token), asker, withdrawn: new AbortController() };
}

function isAlike(one: Known, other: Known | undefined): boolean {
  return other !== undefined && one.digest.equals(other.digest) && isDeepStrictEqual(one.asker, other.asker);
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
