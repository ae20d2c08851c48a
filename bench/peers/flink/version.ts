/** Of Apache Flink. */
export const FLINK_VERSION = '2.3.0';
