import type { JetStreamManager, StreamConfig, StreamInfo } from '@nats-io/jetstream';
import { codeOf, serverErrors } from './errors.ts';

/** A stream that is there, or undefined. Throws what the client library does otherwise. */
export async function lookUpStream(jsm: JetStreamManager, stream: string): Promise<StreamInfo | undefined> {
  return await jsm.streams.info(stream).catch((thrown: unknown) => {
    if (codeOf(thrown) === serverErrors.streamNotFound) return undefined;
    throw thrown;
  });
}

/** Creates a stream, unless somebody else was faster with other settings: then it is theirs. */
export async function createStream(
  jsm: JetStreamManager,
  config: Partial<StreamConfig> & { name: string },
): Promise<StreamInfo> {
  return await jsm.streams.add(config).catch(async (thrown: unknown) => {
    const found = codeOf(thrown) === serverErrors.streamNameInUse ? await lookUpStream(jsm, config.name) : undefined;
    if (found === undefined) throw thrown;
    return found;
  });
}
