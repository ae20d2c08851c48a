import { describe, expect, test, vi } from 'vitest';
import { loadConfig } from '../../../../config/load.ts';
import type { NewRecord } from '../../../../connectors/log.ts';
import { openLogs } from '../../../../connectors/registry.ts';
import { systemClock } from '../../../../runtime/base/clock.ts';
import { limits } from '../../../../runtime/base/limits.ts';
import { channelOf } from '../../../../runtime/channel/channel.ts';
import { Consumer } from '../../../../runtime/channel/consumer.ts';
import { eventsOf } from '../../../../runtime/control/ends/event-stream.ts';
import { ResultFeed } from '../../../../runtime/control/ends/result-feed.ts';
import { EventSource, type SentEvent } from '../../../support/http/event-source.ts';
import { until } from '../../../support/process/until.ts';
import { Workplace } from '../../../support/process/workplace.ts';
import { servingEnds } from '../support/configured-control.ts';
import type { Serving } from '../support/serving.ts';

const TENANTS = `
  - { id: customer1, partitions: 3, analytics: [{ use: global-statistics }] }
  - { id: customer2, partitions: 1, analytics: [{ use: global-statistics }] }`;
const OUTPUTS = ['statistics', 'window', 'alert', 'error', 'late', 'batch'];

/** Appends to an output log as an owner does; each result is told by its partition and number. */
async function publish(workplace: Workplace, partition: number, outputs: readonly string[], size = 0): Promise<void> {
  const logs = openLogs({ kind: 'sqlite', folder: workplace.data }, systemClock);
  const log = await logs.open({ tenant: 'customer1', partition, count: 3, direction: 'output' });
  const { last } = await log.bounds();
  const records = outputs.map((kind, i): NewRecord => {
    if (kind === 'fence') return { kind, payload: new Uint8Array() };
    const text = `{"is":"${partition}/${last + i + 1}","ä":"${'x'.repeat(size)}"}`;
    return { kind, key: '1-2-3', payload: Buffer.from(text), identity: { input: last + i + 1, index: 0 } };
  });
  for (let first = 0; first < records.length; first += 1000) await log.append(records.slice(first, first + 1000));
  await logs.close();
}

/** Several results of each partition, mixed with what is no result. */
async function publishSome(workplace: Workplace): Promise<void> {
  for (const [i, partition] of [0, 1, 0, 2, 1, 0, 2].entries()) {
    await publish(workplace, partition, ['fence', OUTPUTS[i % 6] as string, OUTPUTS[(i + 1) % 6] as string]);
  }
}

function url({ address }: Serving, query = ''): string {
  return `${address}/v1/tenants/customer1/results${query}`;
}

function namesOf(events: readonly SentEvent[]): string[] {
  return events.map(({ data }) => (JSON.parse(Buffer.from(data, 'latin1').toString()) as { is: string }).is);
}

describe('a stream of results', () => {
  test('has each result as it was published, under the name of its output', async () => {
    using workplace = new Workplace(TENANTS);
    await publishSome(workplace);
    await using api = await servingEnds(workplace.config);
    await using source = new EventSource(url(api, '?from=start'));
    const events = await source.take(14);
    const stored = (await Promise.all([0, 1, 2].map((p) => workplace.records('customer1', p, 'output')))).flat();
    const expected = stored
      .filter(({ kind }) => kind !== 'fence')
      .map(({ kind, payload }) => `${kind} ${Buffer.from(payload).toString('latin1')}`);
    expect(events.map(({ event, data }) => `${event} ${data}`).toSorted()).toEqual(expected.toSorted());
    expect(new Set(events.map(({ id }) => id)).size).toBe(14);
  });

  test('goes on behind any of its ids, by header or address: none is lost, none comes twice', async () => {
    using workplace = new Workplace(TENANTS);
    await publishSome(workplace);
    await using api = await servingEnds(workplace.config);
    await using source = new EventSource(url(api, '?from=start'));
    const events = await source.take(14);
    const all = namesOf(events);
    for (const [i, { id }] of events.entries()) {
      const query = i % 2 === 0 ? `?after=${id}` : '?from=start&after=0.0.0';
      await using next = new EventSource(url(api, query), i % 2 === 0 ? {} : { 'last-event-id': id });
      expect(namesOf(await next.take(13 - i)).toSorted()).toEqual(all.slice(i + 1).toSorted());
    }
  });

  test('begins now unless told, and follows', async () => {
    using workplace = new Workplace(TENANTS);
    await publishSome(workplace);
    await using api = await servingEnds(workplace.config);
    await using source = await new EventSource(url(api)).opened();
    await publish(workplace, 2, ['window']);
    expect(namesOf(await source.take(1))).toEqual(['2/7']);
    await publish(workplace, 0, ['alert']);
    const [event] = await source.take(1);
    expect(event).toMatchObject({ event: 'alert' });
    // Between them nothing was lost, though it began before the first.
    await using again = new EventSource(url(api), { 'last-event-id': event?.id ?? '' });
    await publish(workplace, 1, ['late']);
    expect(namesOf(await again.take(1))).toEqual(['1/7']);
  });

  test('has the outputs that are asked for alone, and a cursor that moves past the others', async () => {
    using workplace = new Workplace(TENANTS);
    await publish(workplace, 0, ['statistics', 'batch', ...Array.from({ length: 1000 }, () => 'statistics'), 'alert']);
    await publish(workplace, 1, ['window', 'error']);
    await using api = await servingEnds(workplace.config);
    await using source = new EventSource(url(api, '?from=start&only=alerts,batch'));
    const events = await source.take(3);
    expect(events.map(({ event }) => event).toSorted()).toEqual(['alert', 'batch', 'window']);
    const feed = await ResultFeed.open(channelOf(loadConfig(workplace.config), 'customer1'), {
      only: 'late',
      from: 'start',
    });
    const texts: string[] = [];
    for await (const piece of eventsOf(feed, 1)) {
      texts.push(Buffer.from(piece).toString());
      if (texts.at(-1)?.includes('id: 1003.2.0')) break;
    }
    await feed.close();
    expect(texts[0]).toContain('id: 0.0.0');
    expect(texts.at(-1)).toBe(': still here\nid: 1003.2.0\n\n');
  });

  test('waits for a slow reader', async () => {
    using workplace = new Workplace(TENANTS);
    const count = 30_000;
    await publish(
      workplace,
      0,
      Array.from({ length: count }, () => 'window'),
      1000,
    );
    const reads = vi.spyOn(Consumer.prototype, 'next');
    await using api = await servingEnds(workplace.config);
    await using source = await new EventSource(url(api, '?from=start')).opened();
    const first = await source.take(1);
    // Had it not waited, it would have read on in the meantime, a round between any two of these.
    for (let i = 0; i < 500; i++) await api.get('/healthz');
    const rounds = reads.mock.calls.length;
    reads.mockRestore();
    expect(rounds).toBeGreaterThan(1);
    expect(rounds).toBeLessThan((0.7 * count) / limits.consumeRecords);
    expect(namesOf([...first, ...(await source.take(count - 1))])).toEqual(
      Array.from({ length: count }, (_, i) => `0/${i + 1}`),
    );
  });

  test('ends with the server, and with its tenant', async () => {
    using workplace = new Workplace(TENANTS);
    await publishSome(workplace);
    await using api = await servingEnds(workplace.config);
    await using removed = new EventSource(url(api, '?from=start'));
    await using other = await new EventSource(`${api.address}/v1/tenants/customer2/results`).opened();
    await removed.take(14);
    const headers = { 'content-type': 'application/json' };
    await fetch(`${api.address}/v1/tenants/customer1`, { method: 'DELETE', headers });
    expect(await removed.rest()).toEqual([]);
    expect(await new EventSource(url(api)).status()).toBe(404);
    const closed = api.server.close();
    expect(await other.rest()).toEqual([]);
    await closed;
  });

  test('is one of so many, whose places come back', async () => {
    using workplace = new Workplace(TENANTS);
    await using api = await servingEnds(workplace.config);
    const sources: EventSource[] = [];
    for (let i = 0; i < limits.resultStreamsOfTenant; i++) sources.push(await new EventSource(url(api)).opened());
    const refused = await fetch(url(api));
    expect({ status: refused.status, after: refused.headers.get('retry-after') }).toEqual({ status: 429, after: '1' });
    expect(((await refused.json()) as { error: { code: string } }).error.code).toBe('queue-full');
    expect((await api.get('/v1/tenants/customer2/results?limit=1')).status).toBe(200);
    for (const source of sources) await source[Symbol.asyncDispose]();
    await until('a place is free', async () => (await api.get('/v1/tenants/customer1/results?limit=1')).status === 200);
  });
});

describe('pages of results', () => {
  interface Page {
    readonly results: readonly {
      readonly output: string;
      readonly partition: number;
      readonly result: { is: string };
    }[];
    readonly cursor: string;
    readonly more: boolean;
  }

  test.each([1, 3, 5, 100])('of %i lead through all, none lost and none twice', async (limit) => {
    using workplace = new Workplace(TENANTS);
    await publishSome(workplace);
    await using api = await servingEnds(workplace.config);
    const found: string[] = [];
    let query = '';
    for (;;) {
      const { body } = (await api.get(`/v1/tenants/customer1/results?limit=${limit}${query}`)) as { body: Page };
      expect(body.results.length).toBeLessThanOrEqual(limit);
      found.push(...body.results.map(({ result }) => result.is));
      query = `&after=${body.cursor}`;
      if (!body.more) break;
    }
    await using source = new EventSource(url(api, '?from=start'));
    expect(found.toSorted()).toEqual(namesOf(await source.take(14)).toSorted());
    await publish(workplace, 1, ['late']);
    const { body } = (await api.get(`/v1/tenants/customer1/results?limit=9${query}`)) as { body: Page };
    expect(body.results).toMatchObject([{ output: 'late', partition: 1, result: { is: '1/7' } }]);
  });

  test('are asked for by what a client accepts, too', async () => {
    using workplace = new Workplace(TENANTS);
    await publishSome(workplace);
    await using api = await servingEnds(workplace.config);
    const answer = await fetch(url(api, '?only=batch'), { headers: { accept: 'application/json' } });
    expect(answer.headers.get('content-type')).toContain('application/json');
    const { results, more } = (await answer.json()) as Page;
    expect(results.map(({ output }) => output)).toEqual(['batch', 'batch']);
    expect(more).toBe(false);
    const streamed = await fetch(url(api), { headers: { accept: '*/*' } });
    expect(streamed.headers.get('content-type')).toContain('text/event-stream');
    await streamed.body?.cancel();
  });
});

describe('results are refused', () => {
  test.each([
    ['?only=alarms', 400, 'query-invalid', 'there is no output alarms'],
    ['?after=1.2', 400, 'query-invalid', 'the cursor is of no use'],
    ['?after=x', 400, 'query-invalid', 'the cursor is of no use'],
    ['?after=9999.0.0', 400, 'query-invalid', 'whose log ends at'],
    ['?from=later', 400, 'query-invalid', 'parameter from'],
    ['?limit=1001', 400, 'query-invalid', 'parameter limit'],
    ['?limits=1', 400, 'query-invalid', 'there is no parameter limits'],
  ])('%s', async (query, status, code, what) => {
    using workplace = new Workplace(TENANTS);
    await publishSome(workplace);
    await using api = await servingEnds(workplace.config);
    const answer = await fetch(url(api, query));
    const { error } = (await answer.json()) as { error: { code: string; what: string } };
    expect({ status: answer.status, code: error.code }).toEqual({ status, code });
    expect(error.what).toContain(what);
  });

  test('where retention has dropped what is behind the cursor', async () => {
    using workplace = new Workplace(TENANTS);
    await publish(
      workplace,
      0,
      Array.from({ length: 20 }, () => 'late'),
    );
    await using api = await servingEnds(workplace.config);
    await using source = new EventSource(url(api, '?from=start'));
    const [, early, , , late] = await source.take(20);
    const logs = openLogs({ kind: 'sqlite', folder: workplace.data }, systemClock);
    const log = await logs.open({ tenant: 'customer1', partition: 0, count: 3, direction: 'output' });
    await log.trim({ bytes: 0, age: 0 }, 5);
    await logs.close();
    const expired = await api.get(`/v1/tenants/customer1/results?after=${early?.id}`);
    expect(expired).toMatchObject({ status: 410, body: { error: { code: 'results-expired' } } });
    await using next = new EventSource(url(api, `?after=${late?.id}`));
    expect(namesOf(await next.take(15))[0]).toBe('0/6');
  });

  test('without a valid token, and of another tenant', async () => {
    using workplace = new Workplace(TENANTS);
    await using api = await servingEnds(workplace.config, [
      { token: 'operator-token-1' },
      { tenant: 'customer1', token: 'customer-token-1' },
    ]);
    const as = async (token: string, tenant: string) => {
      const headers = { authorization: `Bearer ${token}` };
      return (await fetch(`${api.address}/v1/tenants/${tenant}/results?limit=1`, { headers })).status;
    };
    expect((await fetch(url(api))).status).toBe(401);
    expect(await as('wrong', 'customer1')).toBe(401);
    expect(await as('customer-token-1', 'customer2')).toBe(404);
    expect(await as('customer-token-1', 'customer1')).toBe(200);
    expect(await as('operator-token-1', 'customer2')).toBe(200);
  });
});
