import { type ClientRequest, request as httpRequest } from 'node:http';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { BtsCsv } from '../../../../actors/formats/bts-csv.ts';
import { logPath } from '../../../../connectors/sqlite/paths.ts';
import { limits } from '../../../../runtime/base/limits.ts';
import { until } from '../../../support/process/until.ts';
import { Workplace } from '../../../support/process/workplace.ts';
import { linesOf } from '../../channel/support.ts';
import { servingEnds } from '../support/configured-control.ts';
import type { Serving } from '../support/serving.ts';

const TENANTS = `
  - { id: customer1, partitions: 3, analytics: [{ use: global-statistics }] }
  - { id: customer2, partitions: 1, analytics: [{ use: global-statistics }], quotas: { inputRate: 100 } }`;

const CSV = { 'content-type': 'text/csv' };

interface Answer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly body: {
    readonly accepted?: number;
    readonly error?: { readonly code: string; readonly what: string; readonly fix: string };
    readonly lines?: { readonly stored: number; readonly unknown: number; readonly notStored: number };
  };
}

async function post(
  api: Serving,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Readonly<Record<string, string>> = CSV,
  tenant = 'customer1',
): Promise<Answer> {
  const answer = await fetch(`${api.address}/v1/tenants/${tenant}/events`, { method: 'POST', headers, body });
  const json = (await answer.json()) as Answer['body'];
  return { status: answer.status, retryAfter: answer.headers.get('retry-after'), body: json };
}

async function stored(workplace: Workplace, tenant = 'customer1'): Promise<string[][]> {
  const records = [0, 1, 2].map((partition) => workplace.records(tenant, partition, 'input').catch(() => []));
  return (await Promise.all(records)).map((list) => list.map(({ payload }) => Buffer.from(payload).toString('latin1')));
}

function joined(lines: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\n')])));
}

describe('events by HTTP', () => {
  test('are in the partitions of their keys when they are answered, wrong ones too', async () => {
    using workplace = new Workplace(TENANTS);
    await using api = await servingEnds(workplace.config);
    const lines = linesOf(25_000, { wrong: 0.1 });
    expect(lines.length).toBeGreaterThan(2 * limits.ingestLines);
    expect(await post(api, joined(lines))).toMatchObject({ status: 202, body: { accepted: 25_000 } });
    const expected: string[][] = [[], [], []];
    for (const line of lines) {
      expected[new BtsCsv().route(line, 0, line.length) % 3]?.push(Buffer.from(line).toString('latin1'));
    }
    expect(await stored(workplace)).toEqual(expected);
  });

  test.each(['text/csv', 'application/x-ndjson', 'application/octet-stream', 'text/csv; charset=utf-8'])(
    'may be called %s, and are any bytes',
    async (type) => {
      using workplace = new Workplace(TENANTS);
      await using api = await servingEnds(workplace.config);
      const body = new Uint8Array([0xff, 0, 0xfe, 10, 10, 0x31, 13, 10, 0xe2, 0x82]);
      expect(await post(api, body, { 'content-type': type })).toMatchObject({ status: 202, body: { accepted: 4 } });
      expect((await stored(workplace)).flat().toSorted()).toEqual(['', '1', 'â\x82', 'ÿ\0þ']);
    },
  );

  test('end with a newline or without, and may be none', async () => {
    using workplace = new Workplace(TENANTS);
    await using api = await servingEnds(workplace.config);
    const accepted = async (body: string) => (await post(api, body)).body.accepted;
    expect(await accepted('')).toBe(0);
    expect(await accepted('a')).toBe(1);
    expect(await accepted('a\nb\n')).toBe(2);
    expect(await accepted('a\n\n')).toBe(2);
  });

  test('are stored once under an Idempotency-Key, and the answer says how many were known', async () => {
    using workplace = new Workplace(TENANTS);
    await using api = await servingEnds(workplace.config);
    const lines = linesOf(300);
    const named = { ...CSV, 'idempotency-key': 'alarms' };
    const first = await post(api, joined(lines.slice(0, 200)), named);
    expect(first).toMatchObject({ status: 202, body: { accepted: 200, stored: 200, known: 0 } });
    const again = await post(api, joined(lines), named);
    expect(again.body).toEqual({ accepted: 300, stored: 100, known: 200 });
    expect((await post(api, joined(lines), named)).body).toEqual({ accepted: 300, stored: 0, known: 300 });
    const texts = lines.map((line) => Buffer.from(line).toString('latin1'));
    expect((await stored(workplace)).flat().toSorted()).toEqual(texts.toSorted());
    expect((await post(api, joined(lines), { ...CSV, 'idempotency-key': 'others' })).body).toEqual({
      accepted: 300,
      stored: 300,
      known: 0,
    });
  });

  test('are known to `millrace send --id` under the same name', async () => {
    using workplace = new Workplace(TENANTS);
    await using api = await servingEnds(workplace.config);
    const { millrace } = await import('../../../support/process/millrace.ts');
    const input = joined(linesOf(50));
    const sent = await millrace(['send', 'customer1', '--id', 'night', '--config', workplace.config], { input });
    expect(sent.stdout).toBe('sent 50 lines\n');
    const answer = await post(api, input, { ...CSV, 'idempotency-key': 'night' });
    expect(answer.body).toEqual({ accepted: 50, stored: 0, known: 50 });
  });

  test('go on after the tenant was idle, and not when it is removed', async () => {
    using workplace = new Workplace(TENANTS);
    await using api = await servingEnds(workplace.config);
    expect((await post(api, 'a')).status).toBe(202);
    const headers = { 'content-type': 'application/json' };
    await fetch(`${api.address}/v1/tenants/customer1`, { method: 'DELETE', headers });
    expect(await post(api, 'a')).toMatchObject({ status: 404, body: { error: { code: 'tenant-unknown' } } });
  });
});

describe('events are refused', () => {
  test.each([
    ['an unknown tenant', 'customer9', CSV, 'a', 404, 'tenant-unknown', 'no tenant'],
    [
      'a kind of body that holds no lines',
      'customer1',
      { 'content-type': 'application/json' },
      '{}',
      415,
      'query-invalid',
      'Unsupported Media Type',
    ],
    [
      'what a page of another site could send',
      'customer1',
      { 'content-type': 'text/plain' },
      'a',
      403,
      'runtime-refused',
      'another site',
    ],
    [
      'a packed body',
      'customer1',
      { ...CSV, 'content-encoding': 'gzip' },
      'a',
      400,
      'query-invalid',
      'encoded as gzip',
    ],
    [
      'a key that no ids can be made of',
      'customer1',
      { ...CSV, 'idempotency-key': 'a b' },
      'a',
      400,
      'query-invalid',
      'Idempotency-Key',
    ],
  ])('%s', async (_, tenant, headers, body, status, code, what) => {
    using workplace = new Workplace(TENANTS);
    await using api = await servingEnds(workplace.config);
    const answer = await post(api, body, headers, tenant);
    expect({ status: answer.status, code: answer.body.error?.code }).toEqual({ status, code });
    expect(answer.body.error?.what).toContain(what);
    expect((await stored(workplace)).flat()).toEqual([]);
  });

  test('plain text is taken where a header shows that no page has sent it', async () => {
    using workplace = new Workplace(TENANTS);
    await using api = await servingEnds(workplace.config);
    const plain = { 'content-type': 'text/plain' };
    expect((await post(api, 'a', { ...plain, 'x-millrace': '1' })).status).toBe(202);
    expect((await post(api, 'a', { ...plain, 'idempotency-key': 'a' })).status).toBe(202);
  });

  test('a body over the bound, with what to do', async () => {
    using workplace = new Workplace(TENANTS);
    await using api = await servingEnds(workplace.config);
    expect(await post(api, 'x'.repeat(limits.ingestBytes))).toMatchObject({ status: 202 });
    const answer = await post(api, 'x'.repeat(limits.ingestBytes + 1));
    expect(answer).toMatchObject({
      status: 413,
      body: { error: { code: 'body-too-large', what: 'the body is larger than 8 MiB' } },
    });
    expect(answer.body.error?.fix).toContain('in parts');
  });

  test('without a valid token, and of another tenant than its own', async () => {
    using workplace = new Workplace(TENANTS);
    await using api = await servingEnds(workplace.config, [
      { token: 'operator-token-1' },
      { tenant: 'customer1', token: 'customer-token-1' },
    ]);
    const as = async (token: string, tenant: string) =>
      (await post(api, 'a', { ...CSV, authorization: `Bearer ${token}` }, tenant)).status;
    expect((await post(api, 'a')).status).toBe(401);
    expect(await as('wrong', 'customer1')).toBe(401);
    expect(await as('customer-token-1', 'customer2')).toBe(404);
    expect(await as('customer-token-1', 'customer1')).toBe(202);
    expect(await as('operator-token-1', 'customer2')).toBe(202);
    expect((await stored(workplace)).flat()).toHaveLength(1);
  });

  test('over the quota: none is stored, and it says when to come again', async () => {
    using workplace = new Workplace(TENANTS);
    await using api = await servingEnds(workplace.config);
    expect((await post(api, joined(linesOf(100)), CSV, 'customer2')).status).toBe(202);
    // More than a second's worth comes back in no test's time.
    expect((await post(api, joined(linesOf(1000)), CSV, 'customer2')).status).toBe(429);
    expect((await stored(workplace, 'customer2')).flat()).toHaveLength(100);
    const answer = await post(api, joined(linesOf(1000)), CSV, 'customer2');
    expect(answer).toMatchObject({ status: 429, body: { error: { code: 'quota-exceeded' } } });
    expect(Number(answer.retryAfter)).toBeGreaterThanOrEqual(1);
    expect((await post(api, joined(linesOf(1000)), CSV, 'customer1')).status).toBe(202);
  });

  test('while too many are under way, of a tenant or of all, and no longer', async () => {
    using workplace = new Workplace(
      Array.from(
        { length: 6 },
        (_, i) => `  - { id: c${i}, partitions: 1, analytics: [{ use: global-statistics }] }`,
      ).join('\n'),
    );
    await using api = await servingEnds(workplace.config);
    const pending: ClientRequest[] = [];
    const begin = (tenant: string): void => {
      const headers = { ...CSV, 'content-length': 10 };
      const begun = httpRequest(`${api.address}/v1/tenants/${tenant}/events`, { method: 'POST', headers });
      begun.on('error', () => undefined);
      begun.write('a');
      pending.push(begun);
    };
    const { ingestRequests, ingestRequestsOfTenant } = limits;
    for (let i = 0; i < ingestRequestsOfTenant; i++) begin('c0');
    const own = await until('its bound is reached', async () => {
      const answer = await post(api, 'a', CSV, 'c0');
      return answer.status === 429 ? answer : undefined;
    });
    expect(own).toMatchObject({ retryAfter: '1', body: { error: { code: 'queue-full' } } });
    expect((await post(api, 'a', CSV, 'c1')).status).toBe(202);
    for (let i = ingestRequestsOfTenant; i < ingestRequests; i++) begin(`c${1 + (i % 4)}`);
    const all = await until('the bound of all is reached', async () => {
      const answer = await post(api, 'a', CSV, 'c5');
      return answer.status === 503 ? answer : undefined;
    });
    expect(all).toMatchObject({ retryAfter: '1', body: { error: { code: 'queue-full' } } });
    for (const begun of pending) begun.destroy();
    await until('there is room again', async () => (await post(api, 'a', CSV, 'c0')).status === 202);
  });

  test('in part, where a log cannot be written: it says how many lines are stored and how many may be', async () => {
    using workplace = new Workplace(TENANTS);
    await using api = await servingEnds(workplace.config);
    expect((await post(api, joined(linesOf(30)))).status).toBe(202);
    const held = new DatabaseSync(
      logPath(workplace.data, { tenant: 'customer1', partition: 1, count: 4, direction: 'input' }),
    );
    held.exec('BEGIN IMMEDIATE');
    const lines = linesOf(300, { seed: 9 });
    const answer = await post(api, joined(lines));
    held.exec('ROLLBACK');
    held.close();
    expect(answer).toMatchObject({ status: 503, body: { error: { code: 'outcome-unknown' } } });
    const { stored: kept, unknown, notStored } = answer.body.lines ?? { stored: 0, unknown: 0, notStored: 0 };
    expect(unknown).toBe(lines.filter((line) => new BtsCsv().route(line, 0, line.length) % 3 === 1).length);
    expect(kept + unknown + notStored).toBe(300);
    expect((await stored(workplace)).flat()).toHaveLength(30 + kept);
    expect((await post(api, joined(lines))).body.accepted).toBe(300);
  });
});
