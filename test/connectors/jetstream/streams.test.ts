import type { StreamConfig } from '@nats-io/jetstream';
import { describe, expect, test } from 'vitest';
import { wantedConfig } from '../../../connectors/jetstream/stream-config.ts';
import type { LogName } from '../../../connectors/log.ts';
import { until } from '../../support/process/until.ts';
import { describeWith } from '../../support/servers/describe-with.ts';
import { testNats } from '../../support/servers/nats.ts';
import { OnServer } from './on-server.ts';

type Direction = LogName['direction'];
type Change = Partial<StreamConfig>;
const SECOND = 1_000_000_000;

const both = ['input', 'output'] as const;
const [input, output] = [['input'], ['output']] as const;

/** What somebody may have made of a stream, the setting that is named, and where it does harm. */
const HARMFUL: readonly (readonly [setting: string, change: object, where: readonly Direction[]])[] = [
  ['retention', { retention: 'workqueue' }, both],
  ['retention', { retention: 'interest' }, both],
  ['storage', { storage: 'memory' }, both],
  ['discard', { discard: 'new', max_bytes: 1_000_000 }, both],
  ['max_msgs', { max_msgs: 10 }, both],
  ['max_msgs_per_subject', { max_msgs_per_subject: 1 }, both],
  ['max_msg_size', { max_msg_size: 1000 }, both],
  ['max_consumers', { max_consumers: 2 }, both],
  ['consumer_limits', { consumer_limits: { max_ack_pending: 100 } }, both],
  ['no_ack', { no_ack: true }, both],
  ['deny_delete', { deny_delete: false }, both],
  ['deny_purge', { deny_purge: false }, input],
  ['allow_rollup_hdrs', { allow_rollup_hdrs: true, deny_purge: false }, input],
  ['allow_rollup_hdrs', { allow_rollup_hdrs: false }, output],
  ['allow_msg_ttl', { allow_msg_ttl: true }, input],
  ['allow_msg_ttl', { allow_msg_ttl: false }, output],
  ['subject_delete_marker_ttl', { subject_delete_marker_ttl: 10 * SECOND }, output],
  ['allow_msg_schedules', { allow_msg_schedules: true }, output],
  ['allow_msg_counter', { allow_msg_counter: true, allow_msg_ttl: false }, both],
  ['allow_atomic', { allow_atomic: false }, both],
  ['persist_mode', { persist_mode: 'async', allow_atomic: false }, both],
  ['subjects', { subjects: ['else.in'] }, input],
  ['subjects', { subjects: ['else.out'] }, output],
  ['republish', { republish: { src: '>', dest: 'copy.>' } }, both],
  [
    'mirror',
    { mirror: { name: 'OTHER' }, allow_atomic: false, ...without('subjects', 'subject_transform', 'sources') },
    both,
  ],
  ['sources', { sources: [{ name: 'OTHER' }] }, both],
  ['sources', without('sources'), input],
  ['subject_transform', without('subject_transform'), input],
  [
    'subject_transform',
    { subject_transform: { src: 'in.*.*.*.*', dest: 'in.{{wildcard(1)}}.{{partition(3,2,3,4)}}' } },
    input,
  ],
];

await describeWith(['nats'], 'streams', () => {
  describe('with settings that would break the protocol are refused', () => {
    for (const [setting, change, where] of HARMFUL) {
      for (const direction of where) {
        test(`${direction}: ${JSON.stringify(change)}`, async () => {
          await using server = await ready();
          const name = nameOn(server, direction);
          const { jsm } = server;
          await jsm.streams.add({ ...wantedConfig(name, server.choice()), ...change } as Change & { name: string });
          await expect(server.logs().open(name)).rejects.toMatchObject({
            code: 'stream-unfit',
            what: expect.stringMatching(new RegExp(`${setting} is .* and has to be `)),
            fix: expect.stringMatching(/edit|number of partitions/),
          });
        });
      }
    }

    test('sealed ones, and one whose source begins late', async () => {
      await using server = await ready();
      const out = nameOn(server, 'output');
      const { name } = await opened(server, out);
      await server.jsm.streams.update(name, { sealed: true } as Change);
      await expect(server.logs().open(out)).rejects.toMatchObject({ what: expect.stringContaining('sealed is true') });

      const into = { ...nameOn(server, 'input'), tenant: `${server.tenant}late` };
      await opened(server, { ...into, partition: 'ingest', direction: 'output' });
      const wanted = wantedConfig(into, server.choice());
      const sources = wanted.sources?.map((source) => ({ ...source, opt_start_seq: 5 }));
      await server.jsm.streams.add({ ...wanted, sources } as Change & { name: string });
      await expect(server.logs().open(into)).rejects.toMatchObject({ what: expect.stringContaining('opt_start_seq') });
    });
  });

  test('are as they have to be when they are made, whatever the number of partitions', async () => {
    await using server = await ready();
    for (const count of [1, 3]) {
      for (const direction of both) {
        const name = { ...nameOn(server, direction), tenant: `${server.tenant}c${count}`, count };
        const made = await opened(server, name);
        expect(await opened(server, name)).toEqual(made);
        // A stream with sources would forget at once which ids it has stored.
        expect(made.duplicate_window).toBe(120 * SECOND);
      }
    }
  });

  test('that another one holds the subjects of, or that the server can hold no copies of, stop by name', async () => {
    await using server = await ready();
    await server.jsm.streams.add({ name: `A${server.tenant}`, subjects: [`out.${server.tenant}.>`] });
    const unfit = async (direction: Direction, more = {}) =>
      await expect(server.logs(more).open(nameOn(server, direction))).rejects.toMatchObject({ code: 'stream-unfit' });
    await unfit('output');
    await unfit('input', { replicas: 3 });
  });

  test('that are not to be made are only looked up', async () => {
    await using server = await ready();
    const name = { ...nameOn(server, 'input'), count: 1 };
    await expect(server.logs({ create: false }).open(name)).rejects.toMatchObject({
      code: 'log-not-found',
      fix: expect.stringContaining('log.create'),
    });
    const made = await opened(server, name);
    // What could be changed is left to whoever made them, too.
    await opened(server, name, { create: false, retention: { age: 1000 } });
    expect((await server.jsm.streams.info(made.name)).config).toEqual(made);
  });

  test('get the limits of the configuration, but input that is not read yet is not cut', async () => {
    await using server = await ready();
    const name = { ...nameOn(server, 'input'), count: 1 };
    const log = await server.logs().open(name);
    await log.append(Array.from({ length: 10 }, (_, i) => ({ kind: 'event', payload: Buffer.alloc(1000, i) })));
    const limitsFor = async (retention: { age: number; bytes?: number }) => {
      const again = await server.logs({ retention }).open(name);
      const { config, state } = await server.jsm.streams.info(`IN_${server.tenant}`);
      return { age: config.max_age / 1_000_000, bytes: config.max_bytes, held: state.messages, notes: again.notes };
    };
    const larger = { age: 10 * 86_400_000, bytes: 1_000_000 };
    expect(await limitsFor(larger)).toEqual({ ...larger, held: 10, notes: [] });
    const small = { age: 200, bytes: 5000 };
    const stored = (await log.at(1))?.arrival ?? 0;
    await until('they are older than they may become', () => Date.now() > stored + small.age);
    expect(await limitsFor(small)).toEqual({
      ...larger,
      held: 10,
      notes: [
        expect.stringMatching(/max_age stays .*records from 1 on are not read yet/),
        expect.stringMatching(/max_bytes stays 1000000 instead of 5000/),
      ],
    });
    // Room enough for what is there.
    expect(await limitsFor({ ...larger, bytes: 50_000 })).toMatchObject({ bytes: 50_000, held: 10, notes: [] });

    await log.own(1, 0);
    for (let read = 0; read < 10; ) read += (await log.read(read + 1, 10)).length;
    await log.ack(10);
    await expect.poll(() => log.acked()).toBe(10);
    expect(await limitsFor({ age: 3_600_000, bytes: 5000 })).toMatchObject({ age: 3_600_000, bytes: 5000, notes: [] });
  });
});

async function ready(): Promise<OnServer> {
  const server = await OnServer.open(await testNats());
  await server.jsm.streams.add({ name: 'OTHER', subjects: ['other'] });
  await server.jsm.streams.add({ name: `OUT_${server.tenant}_ingest`, subjects: [`mid.${server.tenant}.>`] });
  return server;
}

function nameOn({ tenant }: OnServer, direction: Direction): LogName {
  return { tenant, partition: 0, count: 2, direction };
}

/** The settings of a log's stream after it was opened. */
async function opened(server: OnServer, name: LogName, more = {}): Promise<StreamConfig> {
  const log = await server.logs(more).open(name);
  const stream = log.identity.slice(0, log.identity.indexOf('@'));
  return (await server.jsm.streams.info(stream)).config;
}

function without(...settings: readonly string[]): object {
  return Object.fromEntries(settings.map((setting) => [setting, undefined]));
}
