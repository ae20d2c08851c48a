import { connect } from '@nats-io/transport-node';
import { expect, test } from 'vitest';
import { Frames } from '../../../connectors/jetstream/frames.ts';
import { rawLineOf } from '../../../connectors/jetstream/raw-line.ts';
import type { LogName, NewRecord } from '../../../connectors/log.ts';
import { testNats } from '../../support/servers/nats.ts';

const OUTPUT: LogName = { tenant: 't', partition: 3, count: 4, direction: 'output' };
const MOST = 10_000;

function text(records: readonly NewRecord[], expectedLast: number): string | undefined {
  const bytes = new Frames(OUTPUT).chained(records, expectedLast, '_INBOX.a.1', MOST);
  return bytes && Buffer.from(bytes).toString('latin1');
}

test('writes a group of records as publishes that expect one another', () => {
  const records: NewRecord[] = [
    { kind: 'statistics', key: '11-2-3', payload: Buffer.from('{}'), identity: { input: 4_294_967_296, index: 10 } },
    { kind: 'progress', payload: Buffer.from('p') },
    { kind: 'mid', key: '1-2-3', target: 2, payload: new Uint8Array(0) },
  ];
  expect(text(records, 99)).toBe(
    'HPUB out.t.3.statistics.11.2.3 _INBOX.a.1 73 75\r\n' +
      'NATS/1.0\r\nNats-Expected-Last-Sequence: 99\r\nMillrace-Id: 4294967296.10\r\n\r\n{}\r\n' +
      'HPUB ctl.t.3.progress _INBOX.a.1 81 82\r\n' +
      'NATS/1.0\r\nNats-Expected-Last-Sequence: 100\r\nNats-Rollup: sub\r\nNats-TTL: never\r\n\r\np\r\n' +
      'HPUB mid.t.2.1.2.3 _INBOX.a.1 46 46\r\nNATS/1.0\r\nNats-Expected-Last-Sequence: 101\r\n\r\n\r\n',
  );
});

test.each([['a-b-c'], ['1-2'], ['1--2'], ['1-2-'], ['-1-2'], ['1-2-3-4'], ['1-2-3 ']])(
  'leaves the key %j to others',
  (key) => {
    expect(text([{ kind: 'statistics', key, payload: Buffer.from('x') }], 0)).toBeUndefined();
  },
);

test('leaves what may be too large for the server to others', () => {
  expect(text([{ kind: 'late', payload: Buffer.alloc(MOST) }], 0)).toBeUndefined();
});

test('finds the line of the client library that is installed', async () => {
  const connection = await connect({ servers: await testNats() });
  try {
    const heard = Promise.withResolvers<string>();
    connection.subscribe('raw', { callback: (_, message) => heard.resolve(message.string()) });
    rawLineOf(connection)?.(Buffer.from('PUB raw 4\r\nline\r\n'));
    expect(await heard.promise).toBe('line');
  } finally {
    await connection.close();
  }
});
