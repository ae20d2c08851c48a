import { MillraceError } from '../runtime/base/errors.ts';
import { speaksCql } from './cassandra/server.ts';
import { LOCAL_DATA_CENTER } from './cassandra/version.ts';
import { unavailable } from './errors.ts';
import { greets } from './nats/server.ts';

/** The address of a server that one has already, and how to ask whether it answers. */
export interface Given {
  readonly address: string;
  readonly answers: () => Promise<boolean>;
}

/** The NATS that `MILLRACE_NATS` names (`nats://host:port`), or undefined. Throws `usage`. */
export function givenNats(): Given | undefined {
  const address = process.env.MILLRACE_NATS;
  if (!address) return undefined;
  const { host, port } = endOf('MILLRACE_NATS', address.includes('://') ? address : `nats://${address}`, 4222);
  return { address, answers: async () => await greets(host, port) };
}

/** The Cassandra that `MILLRACE_CASSANDRA` names (`host:port`), or undefined. Throws `usage`. */
export function givenCassandra(): Given | undefined {
  const address = process.env.MILLRACE_CASSANDRA;
  if (!address) return undefined;
  const { host, port } = endOf('MILLRACE_CASSANDRA', `cql://${address}`, 9042);
  return { address, answers: async () => await speaksCql(host, port) };
}

/** The data centre that clients are to name. */
export function localDataCenter(): string {
  return (givenCassandra() && process.env.MILLRACE_CASSANDRA_DC) || LOCAL_DATA_CENTER;
}

/** The address, once it answers. Throws `service-unavailable`. */
export async function answering({ address, answers }: Given, variable: string): Promise<string> {
  if (await answers()) return address;
  throw unavailable(
    'it does not answer',
    `${variable}=${address}`,
    'start it, correct the address, or unset the variable',
  );
}

function endOf(variable: string, address: string, fallback: number): { host: string; port: number } {
  const url = URL.parse(address);
  if (url === null || url.hostname === '') {
    const fix = 'give host:port';
    throw new MillraceError('usage', { what: 'it is no address', where: `${variable}=${process.env[variable]}`, fix });
  }
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port || fallback) };
}
