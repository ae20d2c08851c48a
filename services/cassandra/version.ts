/** The version that is fetched. */
export const CASSANDRA_VERSION = '5.0.6';
/** The data centre that a server of ours says it is in. */
export const LOCAL_DATA_CENTER = 'datacenter1';
