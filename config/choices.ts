import { present } from './present.ts';
import type { JetStreamLogConfig, LogConfig, SqliteLogConfig, TlsConfig } from './types.ts';

/** A configuration's log as the registry of connectors takes it. Retention in a folder is its owner's business. */
export type LogChoiceOf =
  | Omit<SqliteLogConfig, 'retention'>
  | (Omit<JetStreamLogConfig, 'retention' | 'tls' | 'monitor'> & {
      readonly retention: { readonly bytes?: number; readonly age: number };
      readonly tls?: TlsConfig;
      readonly monitor?: string;
    });

/** Where a configuration's logs are, for the registry of connectors. */
export function logChoiceOf(log: LogConfig): LogChoiceOf {
  if (log.kind === 'sqlite') {
    const { retention: _, ...choice } = log;
    return choice;
  }
  const { tls, monitor, retention, ...rest } = log;
  const { bytes, age } = retention;
  return { ...rest, ...present({ tls, monitor }), retention: { ...present({ bytes }), age } };
}
