import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HourlyRollup } from '../../../../connectors/archive.ts';
import { SqliteArchive } from '../../../../connectors/sqlite/archive.ts';
import { limits } from '../../../../runtime/base/limits.ts';
import { type RunningTask, ThreadPool } from '../../../../runtime/threads/pool.ts';
import type { FromReport, ToReport } from '../../../../runtime/threads/report-task.ts';
import { EventSource } from '../../../support/http/event-source.ts';
import { millrace } from '../../../support/process/millrace.ts';
import { until } from '../../../support/process/until.ts';
import { Workplace } from '../../../support/process/workplace.ts';
import { servingEnds } from '../support/configured-control.ts';
import type { Serving } from '../support/serving.ts';

const HOUR = 3_600_000;
const DAY = Date.parse('2017-02-19T00:00:00Z');
const TENANTS = `
  - { id: customer1, partitions: 2, analytics: [{ use: global-statistics }] }
  - { id: customer2, partitions: 1, analytics: [{ use: global-statistics }] }
  - { id: large, partitions: 2, analytics: [{ use: global-statistics }] }`;
const PERIOD = 'from=2017-02-19&to=2017-02-20';
const ARGUMENTS = ['--from', '2017-02-19', '--to', '2017-02-20'];

const WORKERS = new URL('../../../../runtime/threads/worker-main.js', import.meta.url);
const workplace = new Workplace(TENANTS);

/** The real threads, and what was said to the reports on them. */
class Watched {
  readonly pool = new ThreadPool(2, WORKERS);
  readonly said: (ToReport | FromReport)['type'][] = [];
  ended = 0;

  start<To, From>(name: string, spec: unknown, receive: (message: From) => void): RunningTask<To> {
    const task = this.pool.start<To, From>(name, spec, (message) => {
      this.said.push((message as FromReport).type);
      receive(message);
    });
    void task.ended.finally(() => this.ended++);
    return {
      ...task,
      tell: (message, transfer) => {
        this.said.push((message as ToReport).type);
        task.tell(message, transfer);
      },
    };
  }
}

const threads = new Watched();
let api: Serving;

beforeAll(async () => {
  const archive = new SqliteArchive(workplace.data);
  const some = Array.from({ length: 200 }, (_, i): HourlyRollup => {
    const key = { station: 1161115040 + (i % 3), sensor: 121 + (i % 4), alarm: 300 + (i % 7) };
    return { ...key, hour: DAY + (i % 30) * HOUR, events: 9, activations: i % 9 };
  });
  await archive.putRollups('customer1', 0, 1, some.slice(0, 120));
  await archive.putRollups('customer1', 1, 1, some.slice(120));
  for (let hour = 0; hour < 200; hour++) {
    const many = Array.from({ length: 1000 }, (_, alarm): HourlyRollup => {
      return { station: 1, sensor: 1, alarm, hour: DAY + hour * HOUR, events: 1, activations: 1 };
    });
    for (const partition of [0, 1]) await archive.putRollups('large', partition, 1, many);
  }
  await archive.close();
  api = await servingEnds(workplace.config, [], threads);
});

afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await threads.pool.close();
  workplace[Symbol.dispose]();
});

const LARGE = '/v1/tenants/large/batch/top-alarms?from=2017-02-19&to=2017-03-19';

describe('a batch report by HTTP', () => {
  test.each([
    ['top-alarms', '', []],
    ['top-alarms', '&limit=2', ['--limit', '2']],
    ['top-stations', '', []],
    ['top-stations', '&sensor=121', ['--sensor', '121']],
    ['sensor-alarms', '&station=1161115041', ['--station', '1161115041']],
    ['active-hours', '', []],
    ['active-hours', '&alarm=301', ['--alarm', '301']],
  ])('%s%s is what `millrace batch --json` prints', async (report, query, options) => {
    const { status, body } = await api.get(`/v1/tenants/customer1/batch/${report}?${PERIOD}${query}`);
    expect(status).toBe(200);
    const args = ['batch', report, '--tenant', 'customer1', ...ARGUMENTS, ...options];
    const { stdout } = await millrace([...args, '--json', '--config', workplace.config]);
    expect(body).toEqual(JSON.parse(stdout));
    expect((body as { Rows: object[] }).Rows.length).toBeGreaterThan(0);
  });

  test('tells how far it is and is there once it is done', async () => {
    await using source = new EventSource(api.address + LARGE);
    const events = await source.rest();
    const seen = events.slice(0, -1).map(({ event, data }) => {
      expect(event).toBe('progress');
      return JSON.parse(data) as { done: number; of: number; rows: number };
    });
    expect(seen.length).toBeGreaterThan(1);
    expect(seen.at(-1)).toEqual({ done: 400, of: 400, rows: 400_000 });
    expect(seen.map(({ done }) => done)).toEqual(seen.map(({ done }) => done).toSorted((a, b) => a - b));
    const report = JSON.parse(events.at(-1)?.data ?? '') as { Rows: object[] };
    expect(events.at(-1)).toMatchObject({ event: 'report', id: 'done' });
    expect(report).toEqual((await api.get(LARGE)).body);
    expect(report.Rows[0]).toEqual({ Alarm: 0, Activations: 400 });
    // A browser comes again by itself.
    await using again = new EventSource(api.address + LARGE, { 'last-event-id': 'done' });
    expect(await again.status()).toBe(204);
  });

  test.each(['text/event-stream', 'application/json'])('is given up when its client goes away (%s)', async (accept) => {
    threads.said.length = 0;
    const before = threads.ended;
    const away = new AbortController();
    const { signal } = away;
    const answer = fetch(api.address + LARGE, { headers: { accept }, signal }).then((begun) => begun.text());
    answer.catch(() => undefined);
    await until('it has begun', () => threads.said.includes('progress'));
    away.abort();
    await until('its task has ended', () => threads.ended > before);
    expect(threads.said).toContain('stop');
    expect(threads.said).not.toContain('report');
  });

  test('is one of so many', async () => {
    const away = new AbortController();
    const { signal } = away;
    threads.said.length = 0;
    for (let i = 0; i < limits.reportsOfTenant; i++) {
      fetch(api.address + LARGE, { signal }).catch(() => undefined);
    }
    const refused = await until('it is full', async () => {
      const answer = await fetch(api.address + LARGE, { headers: { accept: 'text/event-stream' } });
      if (answer.status === 429) return answer;
      await answer.body?.cancel();
      return undefined;
    });
    expect(refused.headers.get('retry-after')).toBe('1');
    expect((await api.get(`/v1/tenants/customer1/batch/top-alarms?${PERIOD}`)).status).toBe(200);
    away.abort();
    await until('there is room', async () => (await api.get(LARGE)).status === 200);
  });
});

describe('a batch report is refused', () => {
  test.each([
    ['customer1/batch/top-things?from=2017-02-19&to=2017-02-20', 400, 'there is no report top-things'],
    ['customer1/batch/top-alarms?from=2017-02-19', 400, 'to is missing'],
    ['customer1/batch/top-alarms?from=2017-02-30&to=2017-03-19', 400, 'from is "2017-02-30"'],
    ['customer1/batch/top-alarms?from=2017-02-20&to=2017-02-19', 400, 'ends before it begins'],
    [`customer1/batch/top-alarms?${PERIOD}&limit=0`, 400, 'limit is "0"'],
    [`customer1/batch/top-alarms?${PERIOD}&station=1`, 400, 'top-alarms takes no station'],
    [`customer1/batch/sensor-alarms?${PERIOD}`, 400, 'sensor-alarms needs a station'],
    [`customer1/batch/top-stations?${PERIOD}&sensor=x-1`, 400, 'sensor is "x-1"'],
    [`customer1/batch/top-alarms?${PERIOD}&limits=1`, 400, 'there is no parameter limits'],
    [`customer9/batch/top-alarms?${PERIOD}`, 404, 'there is no tenant customer9'],
  ])('%s', async (path, status, what) => {
    const answer = await api.get(`/v1/tenants/${path}`);
    const { error } = answer.body as { error: { what: string } };
    expect(answer.status).toBe(status);
    expect(error.what).toContain(what);
  });

  test('without a valid token, and of another tenant', async () => {
    const tokens = [{ token: 'operator-token-1' }, { tenant: 'customer1', token: 'customer-token-1' }];
    await using guarded = await servingEnds(workplace.config, tokens, threads);
    const as = async (token: string, tenant: string) => {
      const headers = { authorization: `Bearer ${token}` };
      return (await fetch(`${guarded.address}/v1/tenants/${tenant}/batch/top-alarms?${PERIOD}`, { headers })).status;
    };
    expect(await as('wrong', 'customer1')).toBe(401);
    expect(await as('customer-token-1', 'customer2')).toBe(404);
    expect(await as('customer-token-1', 'customer1')).toBe(200);
    expect(await as('operator-token-1', 'customer2')).toBe(200);
  });

  test('when it fails while it is made: in the stream', async () => {
    const failing: Pick<ThreadPool, 'start'> = {
      start: (_name, _spec, receive) => {
        const error = { code: 'store-unavailable', what: 'it is away', where: 'there', fix: 'wait' };
        receive({ type: 'failed', error } as never);
        return { number: 1, tell: () => undefined, ended: Promise.resolve() };
      },
    };
    await using broken = await servingEnds(workplace.config, [], failing);
    const path = `/v1/tenants/customer1/batch/top-alarms?${PERIOD}`;
    expect(await broken.get(path)).toMatchObject({ status: 503, body: { error: { code: 'store-unavailable' } } });
    await using source = new EventSource(broken.address + path);
    const [event] = await source.rest();
    expect(event?.event).toBe('failed');
    expect(JSON.parse(event?.data ?? '')).toMatchObject({ error: { code: 'store-unavailable', what: 'it is away' } });
  });
});
