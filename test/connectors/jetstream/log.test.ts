import { headers } from '@nats-io/transport-node';
import { expect, test } from 'vitest';
import type { LogName, LogRecord, NewRecord } from '../../../connectors/log.ts';
import { limits } from '../../../runtime/base/limits.ts';
import { until } from '../../support/process/until.ts';
import { describeWith } from '../../support/servers/describe-with.ts';
import { testNats } from '../../support/servers/nats.ts';
import { OnServer } from './on-server.ts';

const NEVER = new AbortController().signal;

await describeWith(['nats'], 'a log in a stream', () => {
  test('that was deleted and made anew is not read or written as if it were the same', async () => {
    await using server = await OnServer.open(await testNats());
    const { tenant, jsm } = server;
    const input = await server.logs().open(nameOf(tenant, 'input'));
    const output = await server.logs().open(nameOf(tenant, 'output'));
    await input.append(events(5));
    await output.append(results(5), { expectedLast: 0 });
    await input.own(1, 0);
    await until('they are read', async () => (await input.read(1, 10)).length > 0);

    for (const stream of [`IN_${tenant}`, `OUT_${tenant}_0`]) await jsm.streams.delete(stream);
    const other = server.logs();
    await (await other.open(nameOf(tenant, 'input'))).append(events(20));
    await other.open(nameOf(tenant, 'output'));
    await expect(output.append(results(1, 6), { expectedLast: 5 })).rejects.toMatchObject({ code: 'log-conflict' });
    await expect(output.bounds()).rejects.toMatchObject({ code: 'log-recreated' });
    await expect(input.bounds()).rejects.toMatchObject({ code: 'log-recreated' });
    // Those of the numbers after 5 would come, and the first five never.
    const readOn = until('something comes', async () => {
      await input.wait(5, 100, NEVER);
      return (await input.read(6, 10)).length > 0;
    });
    await expect(readOn).rejects.toMatchObject({ code: 'log-recreated' });
    await expect(output.tail()).rejects.toMatchObject({ code: 'log-recreated' });
  });

  test('gives what anybody may have put into headers and subjects as records that harm nothing', async () => {
    await using server = await OnServer.open(await testNats());
    const { tenant, connection } = server;
    const name = nameOf(tenant, 'input');
    const log = await server.logs().open(name);
    const publish = (subject: string, lines: Record<string, string> = {}) => {
      const given = headers();
      for (const [key, value] of Object.entries(lines)) given.set(key, value);
      connection.publish(subject, 'line', { headers: given });
    };
    publish(`in.${tenant}`, { 'Millrace-Key': '%' });
    publish(`in.${tenant}`, { 'Millrace-Id': 'one.two' });
    publish(`in.${tenant}`, { 'Millrace-Id': '-5.1e99' });
    publish(`in.${tenant}.1.2.3`, { 'Millrace-Key': '7-8-9' });
    publish(`in.${tenant}.a.b.c`);
    publish(`sys.${tenant}.0.unheard`);
    // The server itself takes none of these.
    publish(`in.${tenant}`, { 'Nats-Rollup': 'all' });
    publish(`in.${tenant}`, { 'Nats-TTL': '1s' });
    publish(`in.${tenant}`, { 'Nats-Expected-Last-Sequence': '999' });
    publish(`in.${tenant}`, { 'Nats-Expected-Stream': 'OTHER' });
    publish(`in.${tenant}`, { 'Nats-Stream-Source': `OUT_${tenant}_ingest 9999 > >` });
    publish(`in.${tenant}`, { 'Nats-Schedule': '@at 2000-01-01T00:00:00Z', 'Nats-Schedule-Target': `in.${tenant}` });
    for (const odd of ['.', '..2.3', '.1.2', '.1.2.3.4', '.*.2.3', '.>.2.3']) publish(`in.${tenant}${odd}`);
    publish(`in.${tenant}.4.5.6`);
    await connection.flush();
    const seen = (await readAll(log, 7)).map(({ kind, key, identity }) => [kind, key, identity]);
    expect(seen).toEqual([
      ['event', '%', undefined],
      ['event', '', undefined],
      ['event', '', undefined],
      ['event', '1-2-3', undefined],
      ['event', 'a-b-c', undefined],
      ['unheard', '', undefined],
      ['event', '4-5-6', undefined],
    ]);
  });

  test('is not read ahead of its reader by more than so many records', async () => {
    await using server = await OnServer.open(await testNats());
    const { tenant, jsm } = server;
    const log = await server.logs().open(nameOf(tenant, 'input'));
    for (let i = 0; i < 12; i++) await log.append(events(1000));
    await log.own(1, 0);
    const delivered = async () => (await jsm.consumers.info(`IN_${tenant}`, 'P_0_1')).delivered.consumer_seq;
    await expect.poll(delivered, { timeout: 10_000 }).toBe(limits.readAheadRecords);
    let read = 0;
    while (read < 100) read += (await log.read(read + 1, 100 - read)).length;
    expect(await delivered()).toBe(limits.readAheadRecords);
    while (read < 12_000) read += (await log.read(read + 1, 1000)).length;
    expect(await delivered()).toBe(12_000);
  });

  test('takes no record that is larger than the server allows, and says so at once', async () => {
    await using server = await OnServer.open(await testNats());
    const { tenant, connection } = server;
    const most = connection.info?.max_payload ?? 0;
    const large: NewRecord = { kind: 'event', payload: Buffer.alloc(most - 200, 'x') };
    const tooLarge: NewRecord = { kind: 'event', payload: Buffer.alloc(most, 'x') };
    const input = await server.logs().open(nameOf(tenant, 'input'));
    await input.append([large]);
    await expect(input.append([tooLarge])).rejects.toMatchObject({ code: 'record-too-large' });
    await expect(input.append([large, tooLarge])).rejects.toMatchObject({ code: 'record-too-large' });
    expect((await input.bounds()).last).toBe(1);
    expect((await readAll(input, 1))[0]?.payload).toHaveLength(large.payload.length);

    // Those before it in the same append are an unbroken first part; the log can go on behind them.
    const output = await server.logs().open(nameOf(tenant, 'output'));
    const [first, , third] = results(3);
    const chained = output.append([first, { ...tooLarge, kind: 'alert' }, third] as NewRecord[], { expectedLast: 0 });
    await expect(chained).rejects.toMatchObject({ code: 'record-too-large', what: expect.stringContaining(`${most}`) });
    await until('the first one is stored', async () => (await output.bounds()).last === 1);
    expect(await output.append([third as NewRecord], { expectedLast: 1 })).toBe(2);
  });
});

function nameOf(tenant: string, direction: LogName['direction']): LogName {
  return { tenant, partition: 0, count: 1, direction };
}

function events(count: number): NewRecord[] {
  return Array.from({ length: count }, (_, i) => ({ kind: 'event', payload: Buffer.from(`line ${i}`) }));
}

function results(count: number, from = 1): NewRecord[] {
  return Array.from({ length: count }, (_, i) => ({
    kind: 'statistics',
    payload: Buffer.from('{}'),
    identity: { input: from + i, index: 0 },
  }));
}

async function readAll(log: { read(from: number, limit: number): Promise<readonly LogRecord[]> }, atLeast: number) {
  const records: LogRecord[] = [];
  for (;;) {
    const found = await log.read((records.at(-1)?.sequence ?? 0) + 1, 1000);
    records.push(...found);
    if (found.length === 0 && records.length >= atLeast) return records;
  }
}
