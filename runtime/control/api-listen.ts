import type { AddressInfo } from 'node:net';
import type { ListenAddress } from '../../config/types.ts';
import { MillraceError, messageOf, systemCodeOf } from '../base/errors.ts';

/** Milliseconds to wait for whoever holds an address to say who it is. */
const ASK_TIMEOUT = 1000;

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'this user may not listen on that port',
  EADDRNOTAVAIL: 'the address is none of this machine',
  ENOTFOUND: 'the name cannot be resolved',
  EAI_AGAIN: 'the name cannot be resolved now',
};

/** Where clients on this machine reach a server: one that listens on every address is reached by loopback. */
export function spelledAddress({ address, port }: Pick<AddressInfo, 'address' | 'port'>): string {
  if (address === '0.0.0.0') return `http://127.0.0.1:${port}`;
  if (address === '::') return `http://[::1]:${port}`;
  return `http://${hostAndPort({ host: address, port })}`;
}

/** The error of a server that could not listen: `port-in-use` with who holds the address, or `listen-failed`. */
export async function listenFailure(thrown: unknown, listen: ListenAddress): Promise<MillraceError> {
  const where = `api.listen ${hostAndPort(listen)}`;
  const code = systemCodeOf(thrown);
  if (code === 'EADDRINUSE') {
    return new MillraceError('port-in-use', {
      what: `the address is taken by ${await holderOf(listen)}`,
      where,
      fix: 'stop that one, or set another api.listen (port 0 takes a free one)',
      cause: thrown,
    });
  }
  return new MillraceError('listen-failed', {
    what: REASONS[code ?? ''] ?? messageOf(thrown),
    where,
    fix: 'set api.listen to an address of this machine and a port from 1024 on, such as 127.0.0.1:8787',
    cause: thrown,
  });
}

/** Asks the holder of an address who it is. */
async function holderOf({ host, port }: ListenAddress): Promise<string> {
  const unknown = `another program (lsof -i :${port} names it)`;
  try {
    const url = `${spelledAddress({ address: host, port })}/v1/status`;
    const answer = await fetch(url, { signal: AbortSignal.timeout(ASK_TIMEOUT) });
    const { name, pid } = (await answer.json()) as { name?: unknown; pid?: unknown };
    if (typeof name !== 'string' || typeof pid !== 'number') return unknown;
    return `the Millrace runtime ${name}, process ${pid}`;
  } catch {
    return unknown;
  }
}

function hostAndPort({ host, port }: ListenAddress): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
