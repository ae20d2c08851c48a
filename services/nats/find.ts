import { OLDEST_SERVER } from '../../connectors/jetstream/server-version.ts';
import { messageOf } from '../../runtime/base/errors.ts';
import { unavailable } from '../errors.ts';
import { findOnPath, outputOf } from '../fetching/tools.ts';
import { cachedNatsServer, fetchNatsServer } from './fetch.ts';
import { isNewEnough } from './version.ts';

/**
 * The path of a nats-server: that of `MILLRACE_NATS_SERVER`, one on the PATH that is new enough, the one in the cache, or
 * one that is fetched. Throws `service-unavailable`, `checksum-mismatch`.
 */
export async function findNatsServer(): Promise<string> {
  const named = process.env.MILLRACE_NATS_SERVER;
  if (named) {
    const printed = await versionOf(named);
    if (isNewEnough(printed)) return named;
    const fix = `name a nats-server ${OLDEST_SERVER} or newer, or none`;
    throw unavailable(`it is no nats-server that can be used: ${printed.trim()}`, `MILLRACE_NATS_SERVER=${named}`, fix);
  }
  const installed = findOnPath('nats-server');
  if (installed !== undefined && isNewEnough(await versionOf(installed))) return installed;
  return cachedNatsServer() ?? (await fetchNatsServer());
}

async function versionOf(program: string): Promise<string> {
  return await outputOf(program, ['--version']).catch(messageOf);
}
