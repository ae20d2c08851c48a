/** Real servers on the loopback address, for development and tests. */
export { findCassandra } from './cassandra/fetch.ts';
export { findJava } from './cassandra/java.ts';
export { type CassandraOptions, CassandraServer } from './cassandra/server.ts';
export type { CommitLog } from './cassandra/settings.ts';
export { LOCAL_DATA_CENTER } from './cassandra/version.ts';
export { findNatsServer } from './nats/find.ts';
export { type NatsOptions, NatsServer } from './nats/server.ts';
