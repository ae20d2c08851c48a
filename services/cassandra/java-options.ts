import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Packages of Java's that Cassandra reaches into. */
const OPENED: readonly (readonly [module: string, ...packages: string[]])[] = [
  ['java.base', 'java.io', 'java.lang', 'java.lang.ref', 'java.lang.reflect', 'java.math', 'java.net', 'java.nio'],
  ['java.base', 'java.time', 'java.util', 'java.util.concurrent', 'java.util.concurrent.atomic', 'sun.nio.ch'],
  ['java.base', 'sun.nio.cs', 'jdk.internal.loader', 'jdk.internal.math', 'jdk.internal.misc', 'jdk.internal.module'],
  ['java.base', 'jdk.internal.perf', 'jdk.internal.ref', 'jdk.internal.reflect', 'jdk.internal.util.jar'],
  ['java.management.rmi', 'com.sun.jmx.remote.internal.rmi'],
  ['java.rmi', 'sun.rmi.registry', 'sun.rmi.server', 'sun.rmi.transport.tcp'],
  ['java.sql', 'java.sql'],
  ['jdk.management', 'com.sun.management.internal'],
  ['jdk.management.jfr', 'jdk.management.jfr'],
];

/** Java's arguments for a small Cassandra: half a gigabyte of heap, 0.9 GB resident. */
export function javaOptions(folder: string, jars: string, jmxPort: number): readonly string[] {
  const opened = OPENED.flatMap(([module, ...packages]) => packages.map((name) => `${module}/${name}=ALL-UNNAMED`));
  return [
    '-Xms512m',
    '-Xmx512m',
    '-XX:+UseSerialGC',
    '-XX:+ExitOnOutOfMemoryError',
    ...opened.flatMap((name) => ['--add-exports', name, '--add-opens', name]),
    '-Djdk.attach.allowAttachSelf=true',
    `-Dcassandra.config=${pathToFileURL(join(folder, 'cassandra.yaml'))}`,
    `-Dcassandra.storagedir=${folder}`,
    '-Dcassandra.skip_wait_for_gossip_to_settle=0',
    '-Dcassandra.ring_delay_ms=0',
    '-Dcassandra.superuser_setup_delay_ms=0',
    `-Dcassandra.jmx.local.port=${jmxPort}`,
    '-cp',
    [folder, join(jars, '*')].join(delimiter),
    'org.apache.cassandra.service.CassandraDaemon',
  ];
}
