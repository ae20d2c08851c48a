import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import type { JetStreamChoice } from '../../../connectors/jetstream/choice.ts';
import { JetStreamLogStore } from '../../../connectors/jetstream/log-store.ts';
import { streamOf } from '../../../connectors/jetstream/subjects.ts';
import type { LogHarness } from '../../conformance/log.suite.ts';

import { testNats } from '../../support/servers/nats.ts';

/** Deletes every log of a server; the suites' names are always the same. */
export async function removeStreams(url: string): Promise<void> {
  const connection = await connect({ servers: url });
  const jsm = await jetstreamManager(connection);
  for await (const { config } of jsm.streams.list()) {
    if (/^(IN|OUT|MERGE)_/.test(config.name)) await jsm.streams.delete(config.name);
  }
  await connection.close();
}

/** A log store on the tests' own server, with nothing in it. */
export async function openJetStreamLogs(): Promise<LogHarness> {
  const url = await testNats();
  await removeStreams(url);
  const choice: JetStreamChoice = { kind: 'jetstream', servers: [url] };
  let store = new JetStreamLogStore(choice);
  return {
    mostBytes: 900 * 1024,
    trimsItself: true,
    get store() {
      return store;
    },
    async reopen() {
      await store.close();
      store = new JetStreamLogStore(choice);
      return store;
    },
    async destroy(name) {
      const connection = await connect({ servers: url });
      await (await jetstreamManager(connection)).streams.delete(streamOf(name));
      await connection.close();
    },
    cleanup: async () => await store.close(),
  };
}
