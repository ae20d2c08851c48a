import { isIPv4 } from 'node:net';
import { MillraceError } from '../base/errors.ts';

/** What is judged of a request. */
export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** A header that no page of another site can send without asking: it stands in for the content type. */
export const OWN_HEADER = 'x-millrace';

/** Methods that a browser always asks about before a page of another site may use them. */
const ASKED_ABOUT: ReadonlySet<string> = new Set(['DELETE', 'PUT', 'PATCH']);

/**
 * Why a request must not be answered; undefined when it may. A page of any site can send requests to this machine, and by a
 * name that it makes point here (DNS rebinding) even read the answers. So a server on loopback answers to loopback's names
 * alone, and what changes something has to come from the server's own pages or from no page at all.
 *
 * @param loopbackName the name a server listens by when only this machine can reach it; undefined otherwise.
 */
export function refusalOf(
  { method, url, headers }: Asked,
  loopbackName: string | undefined,
): MillraceError | undefined {
  const where = `${method} ${url}`;
  const host = nameIn(headers.host);
  if (loopbackName !== undefined && host !== undefined && host !== loopbackName.toLowerCase() && !isLoopback(host)) {
    const fix = 'use 127.0.0.1 or localhost, or set api.listen to an address that other machines reach';
    return refused(`the server answers to this machine's own names, not to ${host}`, where, fix);
  }
  if (method === 'GET' || method === 'HEAD') return undefined;
  const site = headers['sec-fetch-site'];
  const isForeign = site !== undefined && site !== 'same-origin' && site !== 'none';
  if (isForeign || (headers.origin !== undefined && !isOwn(headers.origin, headers.host))) {
    return refused('a page of another site asked for it', where, 'send it from the command line or a program');
  }
  if (ASKED_ABOUT.has(method) || isPreflighted(headers)) return undefined;
  const fix = `send the header content-type: application/json (events: text/csv or application/x-ndjson), or ${OWN_HEADER}: 1`;
  return refused('it could have come from a page of another site', where, fix);
}

/** Whether a name or address is one of this machine alone. IPv6 with or without brackets. */
export function isLoopback(name: string): boolean {
  return name === 'localhost' || name === '::1' || name === '[::1]' || (isIPv4(name) && name.startsWith('127.'));
}

/** The name in a Host header; undefined when there is no header, '' when it cannot be read. */
function nameIn(host: string | readonly string[] | undefined): string | undefined {
  if (host === undefined) return undefined;
  return URL.parse(`http://${String(host)}`)?.hostname ?? '';
}

function isOwn(origin: string | readonly string[], host: string | readonly string[] | undefined): boolean {
  return host !== undefined && URL.parse(String(origin))?.host === URL.parse(`http://${String(host)}`)?.host;
}

/** Whether a browser would have asked before it sent this for a page of another site: it does not for `text/plain`. */
function isPreflighted(headers: Asked['headers']): boolean {
  const type = String(headers['content-type']);
  return (
    /^(application\/(json|x-ndjson|octet-stream)|text\/csv)\s*(;|$)/i.test(type) ||
    [OWN_HEADER, 'authorization', 'idempotency-key'].some((name) => headers[name] !== undefined)
  );
}

function refused(what: string, where: string, fix: string): MillraceError {
  return new MillraceError('runtime-refused', { what, where, fix });
}
