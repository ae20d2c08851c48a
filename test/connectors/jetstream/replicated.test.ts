import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JetStreamChoice } from '../../../connectors/jetstream/choice.ts';
import { JetStreamLogStore } from '../../../connectors/jetstream/log-store.ts';
import type { LogName, NewRecord } from '../../../connectors/log.ts';
import { raiseFence } from '../../../runtime/threads/fence.ts';
import { until } from '../../support/process/until.ts';
import { describeWith } from '../../support/servers/describe-with.ts';
import { NatsCluster } from '../../support/servers/nats-cluster.ts';

await describeWith(['nats'], 'on a cluster of three nats-servers', () => {
  let cluster: NatsCluster;
  beforeAll(async () => {
    cluster = await NatsCluster.start();
  });
  afterAll(async () => await cluster?.[Symbol.asyncDispose]());
  const choice = (): JetStreamChoice => ({ kind: 'jetstream', servers: cluster.urls, replicas: 3 });

  const output: LogName = { tenant: 'chained', partition: 0, count: 1, direction: 'output' };
  const results = (input: number, count: number): NewRecord[] =>
    Array.from({ length: count }, (_, index) => {
      return { kind: 'statistics', payload: Buffer.from(`${input}.${index}`), identity: { input, index } };
    });

  test('chained batches and single records make one unbroken chain, and a zombie is stopped at its first', async () => {
    const [own, foreign] = [new JetStreamLogStore(choice()), new JetStreamLogStore(choice())];
    const log = await own.open(output);
    let last = (await raiseFence(log, 1, 'one')).last;
    const start = last;
    const answers: Promise<number>[] = [];
    for (let input = 1; input <= 40; input++) {
      const count = input % 3 === 0 ? 1 : 25;
      answers.push(log.append(results(input, count), { expectedLast: last }));
      last += count;
    }
    expect((await Promise.all(answers)).at(-1)).toBe(last);

    const next = await foreign.open(output);
    const fence = await raiseFence(next, 2, 'two');
    expect(fence.before).toBe(last);
    for (const count of [1, 25]) {
      await expect(log.append(results(41, count), { expectedLast: last })).rejects.toMatchObject({
        code: 'log-conflict',
      });
    }
    expect(await next.bounds()).toMatchObject({ last: fence.last });
    const stored = [];
    for (let from = start + 1; stored.length < last - start; from = (stored.at(-1)?.sequence ?? 0) + 1) {
      stored.push(...(await next.read(from, 500)));
    }
    const texts = stored.slice(0, last - start).map(({ payload }) => Buffer.from(payload).toString());
    expect(texts).toEqual(texts.toSorted((a, b) => order(a) - order(b)));
    expect(new Set(texts).size).toBe(last - start);
    await Promise.all([own.close(), foreign.close()]);
  });

  test('a log goes on when the server that leads its stream is killed', async () => {
    const store = new JetStreamLogStore(choice());
    const log = await store.open({ ...output, tenant: 'led' });
    let last = (await raiseFence(log, 1, 'one')).last;
    last = await log.append(results(1, 20), { expectedLast: last });
    await cluster.servers[0]?.kill();
    const [, alive] = cluster.urls;
    await until('two of three go on', async () => {
      const other = new JetStreamLogStore({ ...choice(), servers: [alive as string] });
      try {
        const opened = await other.open({ ...output, tenant: 'led' });
        const { last: found } = await opened.bounds();
        return found === last && (await opened.append(results(2, 20), { expectedLast: last })) === last + 20;
      } catch {
        return false;
      } finally {
        await other.close();
      }
    });
    await cluster.servers[0]?.launch();
    await store.close();
  });
});

function order(text: string): number {
  const [input, index] = text.split('.').map(Number) as [number, number];
  return input * 1000 + index;
}
