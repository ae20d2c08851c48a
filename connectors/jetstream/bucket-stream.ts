import {
  DiscardPolicy,
  type JetStreamManager,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
} from '@nats-io/jetstream';
import { MillraceError } from '../../runtime/base/errors.ts';
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
  /** Whether it is made where it is missing. Default true. */
  readonly create?: boolean;
}

export function bucketStream(bucket: string): string {
  return `KV_${bucket}`;
}

export function keySubject(bucket: string, key: string): string {
  return `$KV.${bucket}.${key}`;
}

/**
 * Creates a bucket's stream unless it is there. One that is there is given times to live if it needs them, nothing else.
 *
 * @throws log-not-found when it is missing and not to be made.
 */
export async function ensureBucket(manager: JetStreamManager, settings: BucketSettings): Promise<void> {
  const stream = bucketStream(settings.bucket);
  const mayCreate = settings.create !== false;
  const found = await lookUpStream(manager, stream);
  if (found === undefined && !mayCreate) throw missing(settings);
  const { config } = found ?? (await createStream(manager, configOf(settings)));
  const expiry = expiryOf(settings);
  const needsExpiry = expiry !== undefined && !(config.allow_msg_ttl && config.subject_delete_marker_ttl);
  if (needsExpiry) await manager.streams.update(stream, expiry);
}

function missing({ bucket, markerSeconds }: BucketSettings): MillraceError {
  const times = markerSeconds === undefined ? '' : `, with times to live and limit markers of ${markerSeconds} s`;
  return new MillraceError('log-not-found', {
    what: 'there is no such key-value bucket',
    where: `bucket ${bucket}`,
    fix: `create it with a history of 1${times}, or set log.create to true`,
  });
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
