import type { ApiConfig, ListenAddress, LoadedConfig } from '../../config/types.ts';
import { readRuntimeInfo } from '../../connectors/sqlite/folder-lock.ts';
import { MillraceError, systemCodeOf } from '../base/errors.ts';
import { RuntimeClient } from './client.ts';

/** Milliseconds in which a runtime says who it is. */
const GREETING_TIMEOUT = 3000;

/**
 * The live runtime of a configuration; undefined when none runs. With an embedded log it is the one that holds the data
 * folder, otherwise the one that answers at the configured address of the API, under the configured name.
 *
 * @throws runtime-refused, folder-unusable.
 */
export async function findRuntime(config: LoadedConfig): Promise<RuntimeClient | undefined> {
  if (config.log.kind === 'sqlite') return holderOf(config.log.folder, operatorToken(config.api));
  return await answering(config);
}

/** {@link findRuntime} for what only a live runtime can do. @throws runtime-not-running too. */
export async function connectRuntime(config: LoadedConfig): Promise<RuntimeClient> {
  const client = await findRuntime(config);
  if (client !== undefined) return client;
  const isNowhere = config.log.kind !== 'sqlite' && config.api.listen.port === 0;
  throw new MillraceError('runtime-not-running', {
    what: isNowhere ? 'a runtime on a free port cannot be found' : 'no runtime runs',
    where: `at ${config.log.kind === 'sqlite' ? config.log.folder : addressOf(config.api.listen)}`,
    fix: isNowhere ? 'set api.listen to a port' : `start it with \`millrace start ${config.file}\``,
  });
}

function holderOf(folder: string, token: string | undefined): RuntimeClient | undefined {
  const info = readRuntimeInfo(folder);
  if (info === undefined) return undefined;
  if (info.api !== null) return new RuntimeClient(info.api, token);
  throw new MillraceError('runtime-refused', {
    what: `the runtime ${info.name} (process ${info.pid}) does not answer yet`,
    where: `at ${folder}`,
    fix: 'ask again in a moment',
  });
}

async function answering({ name, api }: LoadedConfig): Promise<RuntimeClient | undefined> {
  if (api.listen.port === 0) return undefined;
  const client = new RuntimeClient(addressOf(api.listen), operatorToken(api));
  try {
    const found = await client.status(GREETING_TIMEOUT);
    if (found.name === name) return client;
    throw new MillraceError('runtime-refused', {
      what: `the runtime that answers is ${found.name}, not ${name}`,
      where: `at ${client.api}`,
      fix: 'give each configuration an api.listen of its own',
    });
  } catch (thrown) {
    if (isRefused(thrown)) return undefined;
    throw thrown;
  }
}

/** What the commands of a configuration ask with; undefined where nothing is needed. */
function operatorToken({ tokens }: ApiConfig): string | undefined {
  return tokens.find(({ tenant }) => tenant === undefined)?.token;
}

/** Where a server that listens at an address is reached from this machine. */
function addressOf({ host, port }: ListenAddress): string {
  const reached = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${reached.includes(':') ? `[${reached}]` : reached}:${port}`;
}

/** Whether nobody listens there. */
function isRefused(thrown: unknown): boolean {
  for (let at = thrown; at instanceof Error; at = at.cause) if (systemCodeOf(at) === 'ECONNREFUSED') return true;
  return false;
}
