import { createHash, timingSafeEqual } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { ApiToken } from '../../config/types.ts';
import { MillraceError } from '../base/errors.ts';

/** Who asks: an operator, or a tenant. */
export type Asker = { readonly kind: 'operator' } | { readonly kind: 'tenant'; readonly tenant: string };

interface Known {
  readonly digest: Buffer;
  readonly asker: Asker;
}

const OPERATOR: Asker = { kind: 'operator' };

/** Knows who asks by the token that a request brings. Where there are no tokens everybody is an operator. */
export class ApiTokens {
  #known: readonly Known[];

  constructor(tokens: readonly ApiToken[] = []) {
    this.#known = tokens.map(knownBy);
  }

  /**
   * Takes others in their place, for all that is asked from now on. Whether there are any is said at a start alone, so that no mistake
   * makes everybody an operator.
   */
  renew(tokens: readonly ApiToken[]): 'same' | 'taken' | 'at the next start' {
    const others = tokens.map(knownBy);
    const isSame = others.length === this.#known.length && others.every((other, i) => isAlike(other, this.#known[i]));
    if (isSame) return 'same';
    if (others.length === 0 || this.#known.length === 0) return 'at the next start';
    this.#known = others;
    return 'taken';
  }

  /**
   * @param header the request's Authorization, `Bearer TOKEN`. @param where the request, for the message.
   * @throws token-refused.
   */
  askerOf(header: string | undefined, where: string): Asker {
    if (this.#known.length === 0) return OPERATOR;
    const [, token] = /^Bearer +(\S+)$/i.exec(header ?? '') ?? [];
    // All are compared, in constant time: how long it takes tells nothing of any of them.
    const digest = digestOf(token ?? '');
    const found = this.#known.filter((known) => timingSafeEqual(known.digest, digest));
    if (token !== undefined && found[0] !== undefined) return found[0].asker;
    throw new MillraceError('token-refused', {
      what: token === undefined ? 'the request brings no token' : 'the token is not a valid one',
      where,
      fix: 'send the header `Authorization: Bearer TOKEN` with a token of api.tokens',
    });
  }
}

function knownBy({ tenant, token }: ApiToken): Known {
  return { digest: digestOf(token), asker: tenant === undefined ? OPERATOR : { kind: 'tenant', tenant } };
}

function isAlike(one: Known, other: Known | undefined): boolean {
  return other !== undefined && one.digest.equals(other.digest) && isDeepStrictEqual(one.asker, other.asker);
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
