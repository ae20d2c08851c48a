import type { LogDurability, StoreDurability } from '../../../connectors/durability.ts';
import { formatDuration } from '../../base/units.ts';

/** What acknowledged data survives, as the status tells it. */
export interface Durability {
  /** In one sentence. */
  readonly promise: string;
  /** Whether a power cut leaves all that was acknowledged; `if-not-all-at-once`: of one server after the other. */
  readonly powerCut: 'survived' | 'if-not-all-at-once' | 'may-lose';
  /** How the logs are kept, and the checkpoints. */
  readonly log: string;
  readonly store: string;
  /** What could be lost when, and what to do about it. */
  readonly warnings: readonly string[];
}

/** One of the two, judged. */
interface Judged {
  readonly powerCut: Durability['powerCut'];
  readonly text: string;
  readonly warning?: string;
}

/** Of a nats-server where nobody can be asked. */
const DEFAULT_SYNC = 120_000;
/** Of Cassandra. */
const DEFAULT_PERIOD = 10_000;

const PROMISES: Readonly<Record<Durability['powerCut'], string>> = {
  survived: 'what is acknowledged survives crashes, kill -9 of any process or server, and power cuts',
  'if-not-all-at-once':
    'what is acknowledged survives crashes, kill -9 of any process or server, and a power cut of a minority of the servers',
  'may-lose': 'what is acknowledged survives crashes and kill -9 of any process or server, not always a power cut',
};

/** What may be promised of logs and checkpoints that are kept like this. The logs decide: results never depend on checkpoints. */
export function judge(log: LogDurability, store: StoreDurability): Durability {
  const logs = log.kind === 'sqlite' ? judgeSqlite(log.sync) : judgeJetStream(log);
  const checkpoints = store.kind === 'sqlite' ? { text: 'SQLite' } : judgeCassandra(store);
  const warnings = [logs.warning, checkpoints.warning].filter((warning) => warning !== undefined);
  return {
    promise: PROMISES[logs.powerCut],
    powerCut: logs.powerCut,
    log: logs.text,
    store: checkpoints.text,
    warnings,
  };
}

function judgeSqlite(sync: 'normal' | 'full'): Judged {
  if (sync === 'full') return { powerCut: 'survived', text: 'SQLite, synced at every append' };
  return {
    powerCut: 'may-lose',
    text: 'SQLite, synced now and then',
    warning: 'a power cut may lose the last moments of acknowledged input and results; to keep them set log.sync: full',
  };
}

function judgeJetStream({ replicas, sync }: Extract<LogDurability, { kind: 'jetstream' }>): Judged {
  const milliseconds = 'milliseconds' in sync ? sync.milliseconds : DEFAULT_SYNC;
  const copies = replicas === 1 ? 'one replica' : `${replicas} replicas`;
  if (milliseconds === 0) return { powerCut: 'survived', text: `JetStream, ${copies}, synced before each answer` };
  const every = formatDuration(milliseconds);
  const known =
    'milliseconds' in sync ? `synced every ${every}` : `sync unknown (${sync.unknown}), assumed every ${every}`;
  const asked = 'milliseconds' in sync ? '' : ', if it syncs as by default';
  const fix = 'to keep it set `sync_interval: always` in the jetstream block of nats-server';
  const loss = `may lose up to ${every} of acknowledged input and results${asked}`;
  return {
    powerCut: replicas > 1 ? 'if-not-all-at-once' : 'may-lose',
    text: `JetStream, ${copies}, ${known}`,
    warning:
      replicas > 1
        ? `a power cut of most of the ${replicas} servers at once ${loss}; ${fix}`
        : `a power cut of the nats-server ${loss}; ${fix}, or have log.replicas: 3 on machines that fail one by one`,
  };
}

function judgeCassandra({
  replicas,
  commitLog,
}: Extract<StoreDurability, { kind: 'cassandra' }>): Omit<Judged, 'powerCut'> {
  const copies = replicas === 1 ? 'one replica' : `${replicas} replicas`;
  const isSynced = 'mode' in commitLog && commitLog.mode !== 'periodic';
  if (isSynced) return { text: `Cassandra, ${copies}, commit log ${commitLog.mode}` };
  const every = formatDuration('milliseconds' in commitLog ? commitLog.milliseconds : DEFAULT_PERIOD);
  const text = 'mode' in commitLog ? `commit log periodic, ${every}` : `commit log unknown (${commitLog.unknown})`;
  const who = replicas === 1 ? 'the node that is killed' : 'nodes that are killed at once';
  const assumed = 'mode' in commitLog ? '' : ', if it is periodic as by default,';
  return {
    text: `Cassandra, ${copies}, ${text}`,
    warning:
      `${who} may forget up to ${every} of acknowledged checkpoints${assumed} and partitions go on from older ones: results stay right, ` +
      'recovery takes longer; to keep them set `commitlog_sync: batch` in cassandra.yaml',
  };
}
