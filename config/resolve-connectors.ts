import { resolve } from 'node:path';
import { present } from './present.ts';
import type { LogOutput, StoreOutput } from './schema/config.ts';
import { replicationOf } from './schema/replication.ts';
import { defaultStore } from './schema/store.ts';
import type { LogConfig, StoreConfig, TlsConfig } from './types.ts';

/** {@link import('./resolve.ts').resolveConfig} for the log. */
export function resolveLog(parsed: LogOutput, folder: string): LogConfig {
  if (parsed.kind === 'sqlite') {
    const { size: bytes, age } = parsed.retention;
    return { ...parsed, folder: resolve(folder, parsed.folder), retention: { bytes, age } };
  }
  const { kind, servers, replicas, create, tls, duplicateWindow, monitor } = parsed;
  const { size: bytes, age } = parsed.retention;
  const { nkey, credentials, ...rest } = parsed.authentication;
  const authentication = { ...rest, nkey: at(folder, nkey), credentials: at(folder, credentials) };
  return {
    kind,
    servers,
    replicas,
    retention: { bytes, age },
    duplicateWindow,
    monitor,
    authentication: present(authentication),
    tls: tls && filesOf(tls, folder),
    create,
  };
}

/** {@link import('./resolve.ts').resolveConfig} for the store; without one, the store that goes with the log. */
export function resolveStore(given: StoreOutput | undefined, log: LogConfig, folder: string): StoreConfig {
  const parsed = given ?? defaultStore(log.kind === 'sqlite' ? 'sqlite' : 'cassandra');
  if (parsed.kind === 'sqlite') {
    return { kind: 'sqlite', folder: resolve(folder, parsed.folder ?? (log.kind === 'sqlite' ? log.folder : '.')) };
  }
  const { username, password, tls, replication, ...rest } = parsed;
  return {
    ...rest,
    replication: replicationOf(replication, parsed.localDataCenter),
    ...present({ username, password, tls: tls && { ...filesOf(tls, folder), verify: tls.verify } }),
  };
}

interface TlsOutput {
  readonly ca?: string | undefined;
  readonly certificate?: string | undefined;
  readonly key?: string | undefined;
}

function filesOf({ ca, certificate, key }: TlsOutput, folder: string): TlsConfig {
  return present({ ca: at(folder, ca), certificate: at(folder, certificate), key: at(folder, key) });
}

function at(folder: string, path: string | undefined): string | undefined {
  return path === undefined ? undefined : resolve(folder, path);
}
