import type { StreamInfo } from '@nats-io/jetstream';
import { MillraceError } from '../../runtime/base/errors.ts';

/** What a stream is told from another of its name by. */
export function identityOf({ config, created }: StreamInfo): string {
  return `${config.name}@${created}`;
}

/** @throws log-recreated when the stream is another one than it was. */
export function checkIdentity(info: StreamInfo, identity: string): void {
  const found = identityOf(info);
  if (found === identity) return;
  throw new MillraceError('log-recreated', {
    what: `the stream was deleted and created anew (it is ${found}, and was ${identity})`,
    where: `stream ${info.config.name}`,
    fix: 'restore the stream from a copy, or remove the data of its partitions to start anew',
  });
}
