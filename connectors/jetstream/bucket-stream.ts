import {
  DiscardPolicy,
  type JetStreamManager,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
} from '@nats-io/jetstream';
import { createStream, lookUpStream } from './create-stream.ts';

/** The second in the server's unit. */
const NANOSECONDS = 1_000_000_000;

/** How a key-value bucket is created where it is missing. */
export interface BucketSettings {
  readonly bucket: string;
  /** Copies. */
  readonly replicas: number;
  /** Seconds that the mark of an entry's end stays; entries can have a time to live then. Default: they can't. */
  readonly markerSeconds?: number;
}

export function bucketStream(bucket: string): string {
  return `KV_${bucket}`;
}

export function keySubject(bucket: string, key: string): string {
  return `$KV.${bucket}.${key}`;
}

/** Creates a bucket's stream unless it is there. One that is there is given times to live if it needs them, nothing else. */
export async function ensureBucket(manager: JetStreamManager, settings: BucketSettings): Promise<void> {
  const stream = bucketStream(settings.bucket);
  const { config } = (await lookUpStream(manager, stream)) ?? (await createStream(manager, configOf(settings)));
  const expiry = expiryOf(settings);
  const needsExpiry = expiry !== undefined && !(config.allow_msg_ttl && config.subject_delete_marker_ttl);
  if (needsExpiry) await manager.streams.update(stream, expiry);
}

function configOf(settings: BucketSettings): Partial<StreamConfig> & { name: string } {
  const { bucket, replicas } = settings;
  return {
    name: bucketStream(bucket),
    subjects: [keySubject(bucket, '>')],
    retention: RetentionPolicy.Limits,
    storage: StorageType.File,
    discard: DiscardPolicy.New,
    max_msgs_per_subject: 1,
    num_replicas: replicas,
    allow_rollup_hdrs: true,
    allow_direct: true,
    deny_delete: true,
    ...expiryOf(settings),
  };
}

function expiryOf({ markerSeconds }: BucketSettings): Partial<StreamConfig> | undefined {
  if (markerSeconds === undefined) return undefined;
  return { allow_msg_ttl: true, subject_delete_marker_ttl: markerSeconds * NANOSECONDS };
}
