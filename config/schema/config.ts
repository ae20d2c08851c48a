import type { z } from 'zod';
import { apiSchema } from './api.ts';
import { text } from './leaves.ts';
import { logSchema } from './log.ts';
import { checkpointSchema, logsSchema, ownershipSchema, threadsSchema } from './runtime.ts';
import { section, some } from './section.ts';
import { storeSchema } from './store.ts';
import { tenantSchema } from './tenant.ts';

/** The whole configuration. Its input is what the file says, its output has units parsed and fixed defaults filled in. */
export const configSchema = section({
  name: text(/^[A-Za-z0-9_-]{1,64}$/, '1 to 64 letters, digits, - and _', 'write for example base-stations')
    .prefault('millrace')
    .describe('Names this runtime in messages and metrics.'),
  log: logSchema,
  store: storeSchema,
  threads: threadsSchema,
  checkpoint: checkpointSchema,
  ownership: ownershipSchema,
  api: apiSchema,
  logs: logsSchema,
  tenants: some(tenantSchema, 'tenant', 'write for example - id: customer1 with its analytics').describe(
    'The customers, each with its own channels and analytics.',
  ),
});

export type ConfigOutput = z.output<typeof configSchema>;
export type LogOutput = ConfigOutput['log'];
export type StoreOutput = NonNullable<ConfigOutput['store']>;
export type TenantOutput = ConfigOutput['tenants'][number];
export type AnalyticOutput = TenantOutput['analytics'][number];
export type InputOutput = TenantOutput['input'];
