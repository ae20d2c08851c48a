import { createHash, timingSafeEqual } from 'node:crypto';
import type { ApiToken } from '../../config/types.ts';
import { MillraceError } from '../base/errors.ts';

/** Who asks: an operator, or a tenant. */
export type Asker = { readonly kind: 'operator' } | { readonly kind: 'tenant'; readonly tenant: string };

const OPERATOR: Asker = { kind: 'operator' };

/** Knows who asks by the token that a request brings. Where there are no tokens everybody is an operator. */
export class ApiTokens {
  readonly #known: readonly { readonly digest: Buffer; readonly asker: Asker }[];

  constructor(tokens: readonly ApiToken[]) {
    this.#known = tokens.map(({ tenant, token }) => {
      return { digest: digestOf(token), asker: tenant === undefined ? OPERATOR : { kind: 'tenant', tenant } };
    });
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

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
