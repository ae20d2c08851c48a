import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { INGEST } from '../../../connectors/log.ts';
import { audited, differencesIn } from '../../support/process/audit.ts';
import { EVERY_KIND, testChance } from '../../support/process/chance.ts';
import { ClusterWorkplace } from '../../support/process/cluster-workplace.ts';
import { Feeder } from '../../support/process/feeder.ts';
import { untilTaken } from '../../support/process/rows.ts';
import { RuntimeProcess } from '../../support/process/runtime-process.ts';
import { testCassandra } from '../../support/servers/cassandra.ts';
import { describeWith } from '../../support/servers/describe-with.ts';
import { testNats } from '../../support/servers/nats.ts';
import { Operator, type StreamMessage } from '../../support/servers/operator.ts';

const TENANT = `
  - id: audited
    partitions: 2
    idleTimeout: 1s
    analytics:
      - use: global-statistics
      - { use: alarm-window, threshold: 2 }
`;

await describeWith(['nats', 'cassandra'], 'millrace audit after kill -9, on NATS', () => {
  let workplace: ClusterWorkplace;
  let operator: Operator;
  /** Partition 0's output as it was sent. */
  let sent: StreamMessage[];

  beforeAll(async () => {
    const { seed, chance } = testChance();
    const servers = { nats: await testNats(), cassandra: await testCassandra() };
    workplace = new ClusterWorkplace(servers, TENANT, 'ownership: { lease: 1s }\ncheckpoint: { every: 300ms }');
    operator = await Operator.connect(servers.nats);
    using feeder = new Feeder(workplace, 'audited', { ...EVERY_KIND, seed });
    for (let life = 0; life < 3; life++) {
      using runtime = new RuntimeProcess(workplace.config, await workplace.place());
      await feeder.send(300);
      await runtime.ready();
      await delay(chance.below(700));
      await runtime.signal('SIGKILL');
    }
    await feeder.end();
    using last = new RuntimeProcess(workplace.config, await workplace.place());
    await untilTaken(last, feeder.sent);
    const { code, report } = await audited(workplace.config);
    expect({ code, found: differencesIn(report) }).toEqual({ code: 0, found: [] });
    expect(await last.signal('SIGTERM')).toBe(0);
    sent = await operator.read('OUT_audited_0');
    console.log(`seed ${seed}: ${feeder.sent} lines`);
  }, 240_000);

  afterAll(async () => {
    await operator?.close();
    workplace?.[Symbol.dispose]();
  });

  /** Where a result of the middle of partition 0's output stands, and its identity. */
  function middle(): { at: number; identity: string } {
    const results = sent.flatMap(({ headers }, at) => ('Millrace-Id' in headers ? [at] : []));
    const at = results[results.length >> 1] as number;
    return { at, identity: sent[at]?.headers['Millrace-Id'] as string };
  }

  async function found(): Promise<string[]> {
    const { code, report } = await audited(workplace.config);
    const differences = differencesIn(report);
    expect(code).toBe(differences.length === 0 ? 0 : 1);
    return differences;
  }

  test('all agrees, of the ingest stage too, from the start and from a checkpoint', { timeout: 60_000 }, async () => {
    for (const from of ['start', 'checkpoint']) {
      const { code, report } = await audited(workplace.config, '--from', from);
      expect({ from, code, found: differencesIn(report) }).toEqual({ from, code: 0, found: [] });
      expect(report.partitions.map(({ partition }) => partition)).toEqual([0, 1, INGEST]);
      if (from === 'checkpoint') continue;
      for (const { partition, compared } of report.partitions) {
        const stored = await workplace.records('audited', partition, 'output');
        expect(compared?.results).toBe(stored.filter(({ identity }) => identity !== undefined).length);
        expect(compared?.unpublished).toBeNull();
      }
    }
  });

  test('a result that was removed is missing', { timeout: 60_000 }, async () => {
    const { at, identity } = middle();
    await operator.rewrite('OUT_audited_0', sent.toSpliced(at, 1));
    expect(await found()).toEqual([`missing 0 ${identity}`]);
  });

  test('the newest result that was removed is missing: the checkpoint vouches for it', {
    timeout: 60_000,
  }, async () => {
    const last = sent.findLastIndex(({ headers }) => 'Millrace-Id' in headers);
    await operator.rewrite('OUT_audited_0', sent.toSpliced(last, 1));
    expect(await found()).toEqual([`missing 0 ${sent[last]?.headers['Millrace-Id']}`]);
  });

  test('a result with one changed byte is different', { timeout: 60_000 }, async () => {
    const { at, identity } = middle();
    const message = sent[at] as StreamMessage;
    const payload = Uint8Array.from(message.payload, (byte, i) => (i === 40 ? byte ^ 1 : byte));
    await operator.rewrite('OUT_audited_0', sent.with(at, { ...message, payload }));
    expect(await found()).toEqual([`different 0 ${identity}`]);
  });

  test('a result that changed its place is out of order', { timeout: 60_000 }, async () => {
    const { at, identity } = middle();
    await operator.rewrite('OUT_audited_0', sent.toSpliced(at, 1).toSpliced(at + 1, 0, sent[at] as StreamMessage));
    expect(await found()).toEqual([`out-of-order 0 ${identity}`]);
  });

  test('what anybody publishes among the results is doubled or foreign', { timeout: 60_000 }, async () => {
    const { at, identity } = middle();
    const message = sent[at] as StreamMessage;
    await operator.rewrite('OUT_audited_0', sent);
    expect(await found()).toEqual([]);
    await operator.publish(message);
    await operator.publish({ ...message, headers: {} });
    expect(await found()).toEqual([`doubled 0 ${identity}`, 'foreign 0 ?']);
    await operator.rewrite('OUT_audited_0', sent);
  });

  test('what is removed at the broker or added to the ingest stage is found', { timeout: 60_000 }, async () => {
    const own = await operator.read('OUT_audited_1');
    const victim = own.find(({ headers }) => 'Millrace-Id' in headers) as StreamMessage;
    await operator.removeFirst('OUT_audited_1', victim.subject);
    const passed = await operator.read(`OUT_audited_${INGEST}`);
    const wrong = passed.find(({ subject }) => subject.startsWith(`out.audited.${INGEST}.error`)) as StreamMessage;
    await operator.publish(wrong);
    expect(await found()).toEqual([
      `missing 1 ${victim.headers['Millrace-Id']}`,
      `doubled ${INGEST} ${wrong.headers['Millrace-Id']}`,
    ]);
  });
});
