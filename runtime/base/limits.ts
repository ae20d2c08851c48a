/** Every bound of the runtime, by name and unit. Those a user may change have a key in the configuration. */
export const limits = {
  /** Bytes a record may have before it is set aside as a wrong line. Configurable: `input.maxRecordBytes`. */
  maxRecordBytes: 64 * 1024,
  /** Bytes of a file that a value of the configuration is read from. */
  valueFileBytes: 64 * 1024,
  /** Bytes of a key's canonical spelling. */
  maxKeyBytes: 255,
  /** Records read from a log, and taken by a partition, in one turn of its thread. */
  sliceRecords: 1000,
  /** Sequences of an output log that are looked through at a time for what is copied into a merged log. */
  copiedRange: 10_000,
  /** Bytes after which a read from a log gives no more records. */
  readBytes: 8 * 1024 * 1024,
  /** Milliseconds a partition may hold its thread before the others get their turn. */
  sliceMilliseconds: 8,
  /** Milliseconds between two beats of a worker thread, and between two looks at them. */
  beatMilliseconds: 250,
  /** Milliseconds without a beat after which a thread is replaced; the partition whose code it ran is quarantined. */
  silentMilliseconds: 5000,
  /** Milliseconds for which a partition may take one record, however many parts of the work it brings to an end. */
  turnMilliseconds: 60_000,
  /** Dead tasks of a partition whose leases the next one may take over. */
  deadLives: 16,
  /** Threads found silent that are remembered, for the tasks that were on them. */
  silentThreads: 100,
  /** Bytes of a line that is sent: more than any `maxRecordBytes`, so that what is longer is a wrong line anyway; it is cut. */
  lineBytes: 65 * 1024 * 1024,
  /** Records appended to an embedded log in one transaction. */
  appendRecords: 1000,
  /** Milliseconds for which a log knows the ids of what was sent, at least. Configurable: `log.duplicateWindow`. */
  duplicateWindowMilliseconds: 120_000,
  /** Ids that an embedded log knows, at most: then the oldest are forgotten before their time. */
  knownIds: 1_000_000,
  /** Milliseconds a broker may take to answer. */
  answerMilliseconds: 5000,
  /** Milliseconds between two tries to reach a broker again, and as much more by chance. */
  reconnectMilliseconds: 250,
  /** Milliseconds between two tries to reach a node of Cassandra again. */
  storeReconnectMilliseconds: 1000,
  /** Tries of an append that carries its own ids: half a minute in all, longer than a cluster takes to find a new leader. */
  publishAttempts: 8,
  /** Records published and not yet acknowledged, at most: the outbox's window, and the length of a fence. */
  unacknowledgedRecords: 1000,
  /** Records that are published in one append. */
  publishedRecords: 250,
  /** Results, and milliseconds, between two progress records of an output log that doesn't keep its tail. */
  progressResults: 1000,
  progressMilliseconds: 1000,
  /** Records asked for ahead of a reader, at most; fewer where they are large. */
  readAheadRecords: 8000,
  /** Requests for records that one reader may have under way. */
  pullRequests: 16,
  /** Milliseconds before a reader that knows of records makes another consumer when one has broken. */
  consumerMilliseconds: 50,
  /** Milliseconds after which a broker with nothing to send says that it is there. */
  heartbeatMilliseconds: 3000,
  /** Bytes a checkpoint segment aims at. */
  segmentBytes: 1024 * 1024,
  /** Bytes of a segment that Cassandra takes: half of a commit log segment, less what goes around it. */
  segmentBytesMost: 15 * 1024 * 1024,
  /** Requests to a store that one write or report may have under way, and rows that it gives on a page. */
  storeRequests: 16,
  storePageRows: 1000,
  /** Sequences a partition may be ahead of its newest checkpoint before it takes no more. Configurable: `checkpoint.replayBound`. */
  replayRecords: 10_000_000,
  /** Milliseconds that a partition which is to stop waits for a store that is away, before it ends without a last checkpoint. */
  drainMilliseconds: 5000,
  /** Segments and lots of roll-ups of a checkpoint that are encoded and not yet stored, at most; encoding waits then. */
  unstoredParts: 16,
  /** Roll-ups, or raw events, that are archived at once, and roll-ups of a checkpoint that wait for others of their place, at most. */
  archivedRows: 500,
  gatheredRows: 4096,
  /** Milliseconds after which a checkpoint lets the events go on that wait for it, and actors encoded between two looks at the time. */
  freezeMilliseconds: 2,
  freezeActors: 64,
  /** Segments that are fetched ahead of the one being restored, at most. */
  segmentsAhead: 4,
  /** Bytes of input a bounded run reads at a time. */
  runChunkBytes: 1024 * 1024,
  /** Chunks of a bounded run on their way at once, by thread the same. */
  runChunksInFlight: 4,
  /** Milliseconds between two looks at a busy log. */
  busyPollMilliseconds: 2,
  /** Milliseconds between two looks at a log where nothing has come for a while. */
  idlePollMilliseconds: 40,
  /** The same where nothing has come for long, and for how long. */
  quietPollMilliseconds: 100,
  quietAfterMilliseconds: 60_000,
  /** Milliseconds without a record after which a log is no longer busy. */
  busyForMilliseconds: 1000,
  /** Milliseconds between two looks at what a steady stream has to send. */
  paceMilliseconds: 10,
  /** Milliseconds a live simulation may be away from the clock before it leaves out what it missed. */
  simulationDriftMilliseconds: 60_000,
  /** Attempts of a live simulation to go on after a failed write, before it gives up. */
  simulationAttempts: 8,
  /** Records a consumer reads from a log at a time. */
  consumeRecords: 200,
  /** Milliseconds a consumer waits for news at a time. */
  followMilliseconds: 10_000,
  /** Milliseconds between two looks for a log that is not there yet. */
  absentPollMilliseconds: 200,
  /** Bytes of a request that sends events, the others by HTTP, and lines of it that are routed at once. */
  ingestBytes: 8 * 1024 * 1024,
  requestBytes: 64 * 1024,
  ingestLines: 10_000,
  /** Requests under way that send events by HTTP: in all, and of one tenant. */
  ingestRequests: 32,
  ingestRequestsOfTenant: 8,
  /** Milliseconds that a tenant's input logs stay open for HTTP after they were last used. */
  idleProducerMilliseconds: 30_000,
  /** Streams and pages of results by HTTP that are read at once: in all, and of one tenant. */
  resultStreams: 64,
  resultStreamsOfTenant: 16,
  /** Milliseconds without a result after which a stream of them says that it is there. */
  keepAliveMilliseconds: 15_000,
  /** Results on a page by HTTP: unless told, and at most; and times that a page reads on for those that are wanted. */
  resultPage: 100,
  resultPageMost: 1000,
  resultPageReads: 1000,
  /** Batch reports by HTTP that are made at once: in all, and for one tenant. */
  reports: 8,
  reportsOfTenant: 2,
  /** Milliseconds between two messages that say how far a report is. */
  reportProgressMilliseconds: 100,
  /** Alerts whose reports are due at once: while so many are, another one triggers none. */
  dueTriggers: 100,
  /** Milliseconds between two looks whether all partitions have a checkpoint behind an alert. */
  triggerPollMilliseconds: 250,
  /** Milliseconds' worth of records that a partition which is delayed by its tenant's rate waits for. */
  rateMilliseconds: 20,
  /** Milliseconds between two ticks of an idle partition. */
  tickEveryMilliseconds: 1000,
  /** Questions that wait at one partition, at most. */
  waitingQueries: 100,
  /** Milliseconds that the removal of a tenant waits for each of its partitions, beyond the time of a lease. */
  removalMilliseconds: 60_000,
  /** Milliseconds between two status reports of a partition. */
  reportEveryMilliseconds: 500,
  /** Reports in a row that tell nothing new before a partition of an embedded log looks for more to tell less often, and then how often. */
  unchangedReports: 4,
  quietReportMilliseconds: 5000,
  /** Milliseconds after which it is said again, the first time, that a start waits for its servers. */
  waitNoticeMilliseconds: 5000,
  /** Milliseconds before a partition is taken over anew after a failure: the first time, and at most. */
  retryMilliseconds: 100,
  retryMillisecondsMost: 10_000,
  /** Milliseconds a partition takes input before a failure is counted as the first one again. */
  steadyMilliseconds: 30_000,
  /** Bounds by which response times are counted, in milliseconds. */
  responseBounds: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000],
  /** Differences that an audit shows of a partition; all are counted. */
  auditedDifferences: 100,
  /** Bytes that an audit shows of a result that differs, and changes of settings that it shows of a partition. */
  auditedText: 2000,
  auditedSettings: 100,
  /** Results passed by later ones that an audit looks for further on, their bytes, and inputs whose results it remembers. */
  auditedResults: 100_000,
  auditedBytes: 32 * 1024 * 1024,
  auditedInputs: 100_000,
  /** Milliseconds that an audit waits for results that are not published yet, for a partition. */
  auditWaitMilliseconds: 2000,
  /** Ranges by which a partition knows what was redriven; beyond, the lowest gap between them counts as redriven. */
  redrivenRanges: 10_000,
  /** Rows an inspection returns on one page, at most. */
  pageRows: 1000,
  /** Windows drawn for an actor, at most. */
  drawnWindows: 24,
} as const;
