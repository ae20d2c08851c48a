import { isOlder } from '../../connectors/jetstream/server-version.ts';

/** The version that is fetched. */
export const NATS_VERSION = '2.15.1';

/** Whether what `nats-server --version` printed tells of one that is new enough. */
export function isNewEnough(printed: string): boolean {
  const [, version] = /v(\d+\.\d+\.\d+)/.exec(printed) ?? [];
  return version !== undefined && !isOlder(version);
}
