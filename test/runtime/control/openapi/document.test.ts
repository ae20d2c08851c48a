import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { FastifyInstance, RouteOptions } from 'fastify';
import { describe, expect, test } from 'vitest';
import { Described, type Operation } from '../../../support/http/described.ts';
import { Workplace } from '../../../support/process/workplace.ts';
import { servingEnds } from '../support/configured-control.ts';

const TENANT = '  - { id: customer1, partitions: 1, analytics: [{ use: global-statistics }] }';
const TOKENS = [{ token: 'operators' }, { tenant: 'customer1', token: 'tenants' }];
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

/** Whatever is registered with a server that starts meanwhile, as Fastify tells it. */
async function routesOf(start: () => Promise<AsyncDisposable>): Promise<readonly RouteOptions[]> {
  const routes: RouteOptions[] = [];
  const watch = (message: unknown) => {
    const { fastify } = message as { readonly fastify: FastifyInstance };
    fastify.addHook('onRoute', (route) => void routes.push(route));
  };
  subscribe('fastify.initialization', watch);
  try {
    await using _ = await start();
    return routes;
  } finally {
    unsubscribe('fastify.initialization', watch);
  }
}

describe('/openapi.json', () => {
  test('has each route that is registered, by its method and path, and no other', async () => {
    using workplace = new Workplace(TENANT);
    const routes = await routesOf(async () => await servingEnds(workplace.config));
    // Fastify answers HEAD where there is a GET, as HTTP has it.
    const registered = routes.filter(({ method }) => method !== 'HEAD');
    expect(
      registered.filter(({ config }) => config?.doc === undefined).map(({ method, url }) => [method, url]),
    ).toEqual([]);
    await using api = await servingEnds(workplace.config);
    const { operations } = await Described.at(api.address);
    expect(operations.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual(
      registered.map(({ method, url }) => `${method} ${url.replaceAll(/:(\w+)/g, '{$1}')}`).toSorted(),
    );
    for (const { operationId, summary } of operations) expect([operationId, summary]).not.toContain(undefined);
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(registered.filter(({ schema }) => schema?.response !== undefined)).toEqual([]);
  });

  test('is valid OpenAPI 3.1 with valid JSON schemas', async () => {
    using workplace = new Workplace(TENANT);
    await using api = await servingEnds(workplace.config);
    const { document } = await Described.at(api.address);
    const validator = new Validator();
    expect(await validator.validate(structuredClone(document))).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
    const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
    for (const schema of Object.values(document.components.schemas)) expect(ajv.validateSchema(schema)).toBe(true);
  });

  test('takes the schema of a tenant from the configuration', async () => {
    using workplace = new Workplace(TENANT);
    await using api = await servingEnds(workplace.config);
    const { document } = await Described.at(api.address);
    const valid = new Ajv2020({ strict: false }).compile(document.components.schemas.TenantSection ?? false);
    const section = { id: 'customer3', analytics: [{ use: 'alarm-window', threshold: 3 }], quotas: { keys: 5 } };
    expect(valid(section)).toBe(true);
    expect(valid({ ...section, quotas: { kees: 5 } })).toBe(false);
    expect(valid({ id: 'customer3' })).toBe(false);
  });

  test('says whose token each operation takes', async () => {
    using workplace = new Workplace(TENANT);
    await using api = await servingEnds(workplace.config, TOKENS);
    expect((await api.get('/openapi.json')).status).toBe(401);
    const described = await Described.at(api.address, bearer('tenants'));
    const filled = (path: string) =>
      path.replace('{id}', 'customer1').replace('{key}', '1-2-3').replace('{report}', 'top-alarms');
    const { operations } = described;
    const isRemoval = ({ operationId }: Operation) => operationId === 'removeTenant';
    for (const operation of [...operations.filter((one) => !isRemoval(one)), ...operations.filter(isRemoval)]) {
      const { operationId, security, path } = operation;
      const isRefused = async (headers: Record<string, string>) => {
        const query = path.endsWith('/results') ? '?limit=1' : '';
        const body = ['addTenant', 'updateTenant'].includes(operationId) ? { body: '{"id":"customer1"}' } : {};
        const init = { headers: { 'x-millrace': '1', ...headers }, ...body };
        return [401, 403].includes((await described.do(operationId, filled(path) + query, init)).status);
      };
      const found: boolean[] = [];
      for (const headers of [{}, bearer('tenants'), bearer('operators')]) found.push(await isRefused(headers));
      const roles = security.flatMap(({ token = [] }) => token);
      const isOpen = security.length === 0;
      expect([operationId, ...found]).toEqual([
        operationId,
        !isOpen,
        !isOpen && !roles.includes('tenant'),
        !isOpen && !roles.includes('operator'),
      ]);
    }
  });
});
