/** A Cassandra that the tests may use. */
export interface TestCassandra {
  /** `host:port`. */
  readonly contactPoint: string;
  readonly localDataCenter: string;
}

/** The one that MILLRACE_CASSANDRA (and MILLRACE_CASSANDRA_DC) name; undefined when they name none. */
export function testCassandra(): TestCassandra | undefined {
  const { MILLRACE_CASSANDRA: contactPoint, MILLRACE_CASSANDRA_DC: localDataCenter = 'datacenter1' } = process.env;
  return contactPoint ? { contactPoint, localDataCenter } : undefined;
}
