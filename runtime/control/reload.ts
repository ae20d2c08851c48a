import { loadConfig } from '../../config/load.ts';
import { ConfigError } from '../../config/problems.ts';
import type { LoadedConfig } from '../../config/types.ts';
import { canonicalJson } from '../base/canonical.ts';
import { MillraceError } from '../base/errors.ts';
import type { ApiTokens } from './api-tokens.ts';
import type { Reloaded } from './runtime-control.ts';
import type { TenantRoster } from './tenant-roster.ts';

/** What a runtime takes from its configuration when it starts, and at no other time. */
const AT_START = ['name', 'log', 'store', 'threads', 'checkpoint', 'ownership', 'api', 'logs'] as const;

/**
 * Reads a configuration's file anew for its tenants and the API's tokens.
 *
 * @throws ConfigError, and as {@link TenantRoster.reload}: then nothing has changed.
 */
export async function reloadConfig(started: LoadedConfig, roster: TenantRoster, tokens: ApiTokens): Promise<Reloaded> {
  const now = readAnew(started.file);
  const reload = await roster.reload(now.tenants);
  const renewed = tokens.renew(now.api.tokens);
  const isAsStarted = (key: (typeof AT_START)[number]): boolean => {
    if (key !== 'api') return canonicalJson(now[key]) === canonicalJson(started[key]);
    return canonicalJson(now.api.listen) === canonicalJson(started.api.listen) && renewed !== 'at the next start';
  };
  return { ...reload, tokens: renewed === 'taken', atNextStart: AT_START.filter((key) => !isAsStarted(key)) };
}

/** Whoever asks named no file, so it is not another name that is wanted where there is none. */
function readAnew(file: string): LoadedConfig {
  try {
    return loadConfig(file);
  } catch (thrown) {
    if (!(thrown instanceof ConfigError && thrown.code === 'config-not-found')) throw thrown;
    const { what, where } = thrown;
    const fix = 'put it back and read it anew; until then all goes on as before';
    throw new MillraceError('config-not-found', { what, where, fix, cause: thrown });
  }
}
