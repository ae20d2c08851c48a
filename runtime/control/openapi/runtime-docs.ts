import type { Reloaded } from '../runtime-control.ts';
import type { RouteDoc } from './route-doc.ts';
import { runtimeStatus } from './rows.ts';
import { flag, listOf, objectOf, text } from './schema.ts';

const healthy = objectOf<{ healthy: boolean }>({ healthy: flag() });
const ready = objectOf<{ ready: boolean }>({ ready: flag() });

const reloaded = objectOf<Reloaded>({
  changed: listOf(text(), 'Ids of tenants with other settings.'),
  added: listOf(text()),
  left: listOf(text(), 'Those that no longer stand in it: they are drained, and their data stays.'),
  tokens: flag("Whether the API's tokens are others."),
  atNextStart: listOf(text(), 'Keys that have changed and hold from the next start on alone.'),
});

/** What the routes do that are about the process as a whole. */
export const runtimeDocs = {
  healthz: {
    summary: 'Whether the process lives',
    answers: { 200: { description: 'It does.', json: healthy } },
    who: 'anybody',
  },
  readyz: {
    summary: 'Whether the process does its work',
    description:
      "It runs a partition, or there is none that it could run: a tenant's own trouble, a module or quota, is shown elsewhere.",
    answers: {
      200: { description: 'It does.', json: ready },
      503: { description: 'It begins, ends, or waits for leases or servers.', json: ready },
    },
    who: 'anybody',
  },
  metrics: {
    summary: 'All measures for Prometheus',
    answers: { 200: { description: 'In the text format.', content: { 'text/plain': text() } } },
    who: 'operators',
  },
  openapi: {
    summary: 'This document',
    answers: { 200: { description: 'OpenAPI 3.1.', json: { type: 'object' } } },
  },
  status: {
    summary: 'What the runtime is, and what acknowledged data survives',
    answers: { 200: { description: 'Of this process.', json: runtimeStatus } },
  },
  reload: {
    summary: "Read the configuration's file anew and take its tenants from it",
    description: 'Of this process alone. After an error nothing has changed.',
    answers: { 200: { description: 'What has changed; those that have to drain have done so.', json: reloaded } },
    errors: [409, 503],
    who: 'operators',
  },
} as const satisfies Readonly<Record<string, RouteDoc>>;
