import { tenantJsonSchema } from '../../../config/json-schema.ts';
import { tenantId } from './parameters.ts';
import type { RouteDoc } from './route-doc.ts';
import { tenantRow } from './rows.ts';
import { flag, listOf, named, objectOf, text } from './schema.ts';

const removed = objectOf<{ id: string; removed: boolean }>({ id: text(), removed: flag() });
const body = { 'application/json': named('TenantSection', tenantJsonSchema()) };

/** What the routes do that are about tenants. */
export const tenantsDocs = {
  tenants: {
    summary: 'Tenants with their figures',
    answers: { 200: { description: 'Those that the token may see.', json: listOf(tenantRow) } },
  },
  tenant: {
    summary: 'A tenant with its figures',
    path: tenantId,
    answers: { 200: { description: 'As `/v1/tenants` has it.', json: tenantRow } },
    errors: [404],
  },
  addTenant: {
    summary: 'Add a tenant and start it, in every process and over restarts',
    body,
    answers: { 201: { description: 'It is there.', json: tenantRow } },
    errors: [409, 503],
    who: 'operators',
  },
  updateTenant: {
    summary: 'Give a tenant that was added other settings',
    description:
      'Its partitions drain, and go on under them from a record in their logs. The number of partitions stays.',
    path: tenantId,
    body,
    answers: { 200: { description: 'As it is then: starting, mostly.', json: tenantRow } },
    errors: [404, 409, 503],
    who: 'operators',
  },
  removeTenant: {
    summary: 'Remove a tenant that was added, with all its data',
    path: tenantId,
    answers: { 200: { description: 'All of it is gone.', json: removed } },
    errors: [404, 409, 503],
    who: 'operators',
  },
  startTenant: {
    summary: 'Start a tenant, over restarts, too',
    path: tenantId,
    answers: { 200: { description: 'As it is then: starting, mostly.', json: tenantRow } },
    errors: [404, 503],
    who: 'operators',
  },
  stopTenant: {
    summary: 'Drain a tenant and keep it stopped',
    path: tenantId,
    answers: { 200: { description: 'Its partitions have been drained.', json: tenantRow } },
    errors: [404, 503],
    who: 'operators',
  },
} as const satisfies Readonly<Record<string, RouteDoc>>;
