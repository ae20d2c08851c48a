import type { JetStreamManager, StreamInfo } from '@nats-io/jetstream';
import { MillraceError, messageOf } from '../../runtime/base/errors.ts';
import type { LogName } from '../log.ts';
import type { JetStreamChoice } from './choice.ts';
import { createStream, lookUpStream } from './create-stream.ts';
import { brokerError, codeOf, isRefusal, serverErrors } from './errors.ts';
import { type Misfit, misfitsOf } from './stream-check.ts';
import { neededBy, wantedConfig } from './stream-config.ts';
import { adjustmentOf } from './stream-limits.ts';
import { streamOf } from './subjects.ts';

/** A stream as it was found or made, and what people should know of it. */
export interface OpenedStream {
  readonly info: StreamInfo;
  readonly notes: readonly string[];
}

/**
 * The stream of a log: looked up, created where it may be, checked, and given the limits that the configuration asks for.
 *
 * @throws log-not-found, stream-unfit, broker-unavailable, broker-refused, store-full.
 */
export async function openStream(jsm: JetStreamManager, name: LogName, choice: JetStreamChoice): Promise<OpenedStream> {
  const wanted = wantedConfig(name, choice);
  const where = `stream ${wanted.name}`;
  const mayCreate = choice.create !== false && choice.readOnly !== true;
  try {
    let info = await lookUpStream(jsm, wanted.name);
    if (info === undefined && mayCreate) info = await create(jsm, name, choice);
    if (info === undefined) throw missing(name, choice);
    if (choice.readOnly === true) return { info, notes: [] };
    const misfits = misfitsOf(info.config, wanted);
    if (misfits.length > 0) throw unfit(misfits, where);
    if (!mayCreate) return { info, notes: [] };
    const { change, postponed } = await adjustmentOf(jsm, name, info, wanted);
    return {
      info: change === undefined ? info : await jsm.streams.update(wanted.name, change),
      notes: postponed,
    };
  } catch (thrown) {
    throw isRefusal(thrown) ? notMade(thrown, where) : brokerError(thrown, where);
  }
}

/** Deletes a stream with all in it; one that is not there is no error. @throws broker-unavailable. */
export async function deleteStream(jsm: JetStreamManager, stream: string): Promise<void> {
  await jsm.streams.delete(stream).catch((thrown: unknown) => {
    if (codeOf(thrown) !== serverErrors.streamNotFound) throw brokerError(thrown, `stream ${stream}`);
  });
}

/** Creates a stream, and before it those that it needs. */
async function create(jsm: JetStreamManager, name: LogName, choice: JetStreamChoice): Promise<StreamInfo> {
  for (const needed of neededBy(name)) await openStream(jsm, needed, choice);
  return await createStream(jsm, wantedConfig(name, choice));
}

function missing(name: LogName, choice: JetStreamChoice): MillraceError {
  return new MillraceError('log-not-found', {
    what: 'there is no such stream',
    where: `stream ${streamOf(name)}`,
    fix:
      choice.create === false
        ? 'create it (see `millrace config print` for its tenant), or set log.create to true'
        : 'check the tenant, or start the runtime or a producer first',
  });
}

function unfit(misfits: readonly Misfit[], where: string): MillraceError {
  const list = misfits.map(({ setting, found, wanted }) => {
    return `${setting} is ${JSON.stringify(found) ?? 'unset'} and has to be ${JSON.stringify(wanted) ?? 'unset'}`;
  });
  const partitions = misfits.some(({ setting }) => setting === 'subject_transform' || setting === 'sources');
  return new MillraceError('stream-unfit', {
    what: `the stream cannot carry exactly-once results: ${list.join('; ')}`,
    where,
    fix: partitions
      ? 'set the number of partitions back; to have another number, add a tenant of another id and replay the input into it'
      : 'change these settings with `nats stream edit`, or move its messages to a stream that the runtime creates',
  });
}

/** The server has answered, and a second try would be answered the same. */
function notMade(thrown: unknown, where: string): MillraceError {
  return new MillraceError('stream-unfit', {
    what: `the server does not make the stream as it has to be: ${messageOf(thrown)}`,
    where,
    fix: 'change the stream or the account that is in the way, or log.replicas and log.retention in the configuration',
    cause: thrown,
  });
}
