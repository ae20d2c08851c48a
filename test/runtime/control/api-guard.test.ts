import { request } from 'node:http';
import { describe, expect, test } from 'vitest';
import { MemoryControl } from './support/memory-control.ts';
import { type Serving, serving } from './support/serving.ts';

/** Sends headers that `fetch` would not. Resolves with the status and the error's code. */
async function send(api: Serving, method: string, path: string, headers: Record<string, string>): Promise<string> {
  return await new Promise((resolve, reject) => {
    const sent = request(api.address + path, { method, headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      answer.on('end', () => {
        const { error } = JSON.parse(text) as { error?: { code: string } };
        resolve([answer.statusCode, ...(error ? [error.code] : [])].join(' '));
      });
    });
    sent.on('error', reject);
    sent.end();
  });
}

const STOP = '/v1/tenants/customer2/stop';
const json = { 'content-type': 'application/json' };
const REFUSED = '403 runtime-refused';

describe('a page of another site', () => {
  test.each<[string, Record<string, string>]>([
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['a form of plain text', { 'content-type': 'text/plain' }],
    ['a type that only starts like JSON', { 'content-type': 'application/jsonp' }],
    ['nothing but the path', {}],
    ['JSON from another origin', { ...json, origin: 'http://evil.example' }],
    ['JSON from another port of this machine', { ...json, origin: 'http://127.0.0.1:1' }],
    ['JSON from a page without an origin', { ...json, origin: 'null' }],
    ['JSON that the browser says is cross-site', { ...json, 'sec-fetch-site': 'cross-site' }],
    ['JSON that the browser says is same-site', { ...json, 'sec-fetch-site': 'same-site' }],
    ['our own header from another origin', { 'x-millrace': '1', origin: 'http://evil.example' }],
  ])('cannot stop a tenant with %s', async (_, headers) => {
    const control = new MemoryControl();
    await using api = await serving(control);
    expect(await send(api, 'POST', STOP, headers)).toBe(REFUSED);
    expect(control.phases.get('customer2')).toBe('running');
  });

  test.each(['DELETE', 'PUT'])(
    'cannot use %s, which its browser asks about; a program needs no header for it',
    async (method) => {
      await using api = await serving(new MemoryControl());
      const gone = '/v1/tenants/customer2';
      expect(await send(api, method, gone, { origin: 'http://evil.example' })).toBe(REFUSED);
      expect(await send(api, method, gone, { 'sec-fetch-site': 'cross-site' })).toBe(REFUSED);
      expect(await send(api, method, gone, {})).not.toBe(REFUSED);
    },
  );

  test('is told apart from our own page and from programs', async () => {
    const control = new MemoryControl();
    await using api = await serving(control);
    const own = { ...json, origin: api.address, 'sec-fetch-site': 'same-origin' };
    for (const headers of [own, json, { 'x-millrace': '1' }, { 'content-type': 'application/json; charset=utf-8' }]) {
      control.phases.set('customer2', 'running');
      expect(await send(api, 'POST', STOP, headers)).toBe('200');
      expect(control.phases.get('customer2')).toBe('stopped');
    }
  });
});

describe('on loopback', () => {
  test('answers to names of this machine alone, so that no other name can be bent to it', async () => {
    await using api = await serving(new MemoryControl());
    const asked = (host: string) => send(api, 'GET', '/v1/status', { host });
    for (const host of ['evil.example', `evil.example:${api.port}`, '127.0.0.1.evil.example', '10.0.0.1', 'a b']) {
      expect([host, await asked(host)]).toEqual([host, REFUSED]);
    }
    for (const host of ['localhost', `127.0.0.1:${api.port}`, `LOCALHOST:${api.port}`, '[::1]:80', '127.0.0.2']) {
      expect([host, await asked(host)]).toEqual([host, '200']);
    }
    expect(await send(api, 'POST', STOP, { ...json, host: 'evil.example', origin: 'http://evil.example' })).toBe(
      REFUSED,
    );
  });

  test('what other machines reach answers to any name, and still to no page of another site', async () => {
    await using api = await serving(new MemoryControl(), '0.0.0.0');
    expect(await send(api, 'GET', '/v1/status', { host: 'alarms.example' })).toBe('200');
    const headers = { ...json, host: 'alarms.example' };
    expect(await send(api, 'POST', STOP, { ...headers, origin: 'http://evil.example' })).toBe(REFUSED);
    expect(await send(api, 'POST', STOP, { ...headers, origin: 'https://alarms.example' })).toBe('200');
  });
});
