import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The folder that fetched programs are kept in: `MILLRACE_CACHE`, or `millrace` in the user's cache folder. */
export function cacheFolder(): string {
  const { MILLRACE_CACHE: own, XDG_CACHE_HOME: users } = process.env;
  return own || join(users || join(homedir(), '.cache'), 'millrace');
}

/** The folder of that name in the cache, or undefined when it was not fetched yet. */
export function cached(name: string): string | undefined {
  const folder = join(cacheFolder(), name);
  return existsSync(folder) ? folder : undefined;
}

/**
 * The folder of that name in the cache, filled by `fill` where it is missing. It appears whole or not at all, whoever
 * else fills it at the same time.
 */
export async function filledCache(name: string, fill: (folder: string) => Promise<void>): Promise<string> {
  const present = cached(name);
  if (present !== undefined) return present;
  mkdirSync(cacheFolder(), { recursive: true });
  const work = mkdtempSync(join(cacheFolder(), 'fetching-'));
  try {
    const filled = join(work, name);
    mkdirSync(filled);
    await fill(filled);
    try {
      renameSync(filled, join(cacheFolder(), name));
    } catch (thrown) {
      if (cached(name) === undefined) throw thrown;
    }
  } finally {
    rmSync(work, { recursive: true });
  }
  return join(cacheFolder(), name);
}
