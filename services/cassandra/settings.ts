import { join } from 'node:path';

/** When an acknowledged write is on the disk: at once, or within ten seconds (a kill -9 loses what came since). */
export type CommitLog = 'batch' | 'periodic';

export interface CassandraSettings {
  readonly folder: string;
  /** For clients. */
  readonly port: number;
  /** For other nodes, of which there are none. */
  readonly storagePort: number;
  readonly commitLog: CommitLog;
  /** More lines. */
  readonly config: string;
}

/** The text of cassandra.yaml. */
export function settingsOf({ folder, port, storagePort, commitLog, config }: CassandraSettings): string {
  const inFolder = (name: string): string => JSON.stringify(join(folder, name));
  return `cluster_name: millrace
num_tokens: 1
partitioner: org.apache.cassandra.dht.Murmur3Partitioner
data_file_directories: [${inFolder('data')}]
commitlog_directory: ${inFolder('commitlog')}
saved_caches_directory: ${inFolder('saved_caches')}
hints_directory: ${inFolder('hints')}
cdc_raw_directory: ${inFolder('cdc_raw')}
commitlog_sync: ${commitLog}
${commitLog === 'periodic' ? 'commitlog_sync_period: 10s\n' : ''}auto_snapshot: false
seed_provider:
  - class_name: org.apache.cassandra.locator.SimpleSeedProvider
    parameters: [{ seeds: "127.0.0.1:${storagePort}" }]
listen_address: 127.0.0.1
storage_port: ${storagePort}
rpc_address: 127.0.0.1
native_transport_port: ${port}
endpoint_snitch: SimpleSnitch
${config}
`;
}

/** The text of logback.xml: everything to the standard output. */
export const logging = `<configuration>
  <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
    <encoder><pattern>%date{ISO8601} %-5level %logger{0}: %msg%n</pattern></encoder>
  </appender>
  <root level="INFO"><appender-ref ref="out" /></root>
</configuration>
`;
