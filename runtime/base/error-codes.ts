/**
 * Every error code and what it means: the one registry. The reference page prints it, and a test holds the code's
 * uses against it.
 */
export const errorCodes = {
  // configuration and command line
  'config-not-found': 'The configuration file does not exist or cannot be read.',
  'config-syntax': 'The configuration file is not valid YAML.',
  'config-invalid': 'A key of the configuration is unknown, missing, of the wrong kind or out of range.',
  'config-conflict': 'Two settings of the configuration cannot be used together.',
  'config-secret-missing':
    'The configuration names an environment variable that is not set, or a file that has no value for it.',
  usage: 'A command was called with wrong arguments or options.',
  'tenant-unknown': 'No tenant of that id is in the configuration.',
  'file-unreadable': 'An input file does not exist or cannot be read.',
  'file-unwritable': 'An output file cannot be created or written.',

  // a user's own modules
  'module-not-loaded': "A user's module could not be imported.",
  'actor-invalid': 'A module does not hold exactly one valid actor definition.',
  'actor-settings-invalid': 'An analytic refused its settings.',
  'actor-misuse': 'An actor called its turn in a way that is not allowed, or its module called `process.exit`.',
  'format-invalid': 'A module does not hold exactly one valid format definition.',

  // start
  'port-in-use': 'The address the HTTP API should listen on is taken.',
  'listen-failed': 'The HTTP API could not listen on its address.',
  'folder-locked': 'The data folder is in use by another runtime.',
  'folder-unusable': 'The data folder cannot be created, read or written.',
  'runtime-not-running': 'The command needs a live runtime and found none.',
  'runtime-refused': 'The live runtime refused the request or could not be reached.',
  'tenant-exists': 'A tenant was to be added under the id of another one.',
  'tenant-configured': 'A tenant that stands in the configuration cannot be removed or given other settings beside it.',
  'tenant-busy': 'A tenant was to be removed while a process still runs a partition of it.',
  'tenant-removed': 'The id is one of a tenant that was removed.',
  'token-refused': 'The HTTP API was asked without a valid token.',
  'body-too-large': 'The body of a request to the HTTP API is larger than is taken.',
  'quota-exceeded': 'A tenant sends faster than its quota allows.',
  'route-unknown': 'The HTTP API has nothing at that path.',
  'partitions-changed': 'The number of partitions of a tenant differs from the one it was created with.',

  // exactly once: each one stops a partition loudly
  'output-lost': 'The output log ends before the results a checkpoint says were stored.',
  'input-lost': 'The input log ends before the input a checkpoint says was taken.',
  'input-expired': 'The input log no longer holds the records that follow a checkpoint.',
  'input-rewritten': 'The input record a checkpoint was taken at is not the one the log holds now.',
  'log-recreated': 'A log was deleted and created anew since the checkpoint.',
  'code-changed': 'The code of an analytic differs from the one that computed results after the last checkpoint.',
  'log-conflict': 'An append expected another last sequence than the log has: someone else appended.',
  'log-gap': 'The input log delivered a sequence that does not follow the one before.',
  fenced: 'A newer owner has taken the partition over.',
  'checkpoint-unusable': 'No kept checkpoint could be read back whole.',
  'segment-damaged': 'A checkpoint segment is missing, too short or does not match its checksum.',
  'segment-exists': 'A checkpoint segment of that name exists with other content.',
  'manifest-damaged': 'A checkpoint manifest does not match its checksum.',
  'state-version': 'A stored state has a version that the analytic cannot migrate.',
  'settings-damaged': 'A settings record in the input log cannot be used.',
  'actor-failed': 'An actor threw: its event is a dead letter, or its partition stops, as the tenant wishes.',

  // audit
  'not-auditable': 'Results that are not delivered exactly once cannot be held against a recomputation.',
  'repair-unfit': 'A state that is to repair an actor is not one that its analytic can have.',
  'original-gone': 'The input log no longer holds the original of a record that was set aside.',

  // servers for development and tests
  'service-unavailable': 'A server is not there, or what is needed to start it is missing.',
  'service-failed': 'A server did not start, ended at once or does not end.',
  'checksum-mismatch': 'A fetched file is not the one that is known.',

  // running
  'queue-full': 'A bounded queue is full.',
  'log-unusable': 'A log file is damaged or is not a log.',
  'log-not-found': 'A log that was to be read alone does not exist.',
  'register-unusable': 'The register of tenants is damaged or is not one.',
  'archive-unusable': 'An archive file is damaged or is not an archive.',
  'file-busy': 'A data file stayed locked by another process for too long.',
  'broker-unavailable': 'No NATS server could be reached, or it did not answer.',
  'broker-refused': 'NATS does not let the user in, or not do what is needed; or one of both does not trust the other.',
  'broker-too-old': 'The NATS server is older than the protocol needs.',
  'stream-unfit': 'A stream has settings that would break exactly-once delivery.',
  'record-too-large': 'A record is larger than the broker takes.',
  'store-full': 'A stream takes no more records.',
  'lease-lost': 'A lease has run out, or another process holds it now.',
  'store-unavailable': 'Cassandra could not be reached, or did not answer.',
  'store-refused': 'Cassandra does not let the user in, or not do what is needed.',
  'store-schema': 'A table of the keyspace is missing or is not as it has to be.',
  'segment-too-large': 'A checkpoint segment is larger than Cassandra takes.',
  'id-invalid': 'The id of a line to send is empty, too long or holds characters that it may not.',
  'results-expired': 'The results behind a cursor are held no more: retention has dropped some.',
  'outcome-unknown': 'A write was not answered: it may be stored or not.',
  'quota-state-bytes': 'A partition has stopped: the state of its actors is larger than the quota allows.',
  'quota-keys': 'An event of a new key was set aside: its partition has as many keys as the quota allows.',
  'partition-stopped': 'A partition was asked something after it had stopped.',
  unexpected: 'Something failed in a way nobody foresaw: a fault of the runtime or of a module.',
  'worker-lost': 'A worker thread ended unexpectedly.',
  'partition-quarantined':
    'Code of a partition held its thread without end, or left an error behind. A person has to let it go on.',
  'actor-not-found': 'No actor of that key is held by the tenant.',
  'bench-failed': 'A program under measurement failed, or two of them did not agree.',
  'query-invalid': 'A filter, sort order or page of an inspection is not valid.',
} as const;

export type ErrorCode = keyof typeof errorCodes;
