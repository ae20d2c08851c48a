import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import packageJson from '../../../package.json' with { type: 'json' };
import { Components } from './components.ts';
import { customerDocs } from './customer-docs.ts';
import { inspectionDocs } from './inspection-docs.ts';
import { operationOf } from './operation.ts';
import type { RouteDoc } from './route-doc.ts';
import { runtimeDocs } from './runtime-docs.ts';
import type { Schema } from './schema.ts';
import { tenantsDocs } from './tenants-docs.ts';

/** What programs call each operation. */
const names: ReadonlyMap<RouteDoc, string> = new Map(
  Object.entries({ ...runtimeDocs, ...tenantsDocs, ...inspectionDocs, ...customerDocs }).map(([name, doc]) => [
    doc,
    name,
  ]),
);

const token = {
  type: 'http',
  scheme: 'bearer',
  description:
    "A token of api.tokens: an operator's, or a tenant's, which sees that tenant alone. Each operation says which of them it takes. Where the configuration has no tokens, none is needed.",
} as const;

/**
 * Describes the routes that are added from here on, by the `doc` in their `config`, and answers `/openapi.json`. It describes alone: requests
 * are read, and answers written, by the routes themselves, so that a description which lags behind takes nothing from an answer.
 */
export async function describeRoutes(app: FastifyInstance): Promise<void> {
  const components = new Components();
  await app.register(swagger, {
    convertConstToEnum: false,
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Millrace',
        version: packageJson.version,
        description:
          'The HTTP API of a live runtime. Every error has the code of config/reference.md and what can be done about it.',
      },
      components: { securitySchemes: { token } },
    },
    transform: ({ schema, url, route }) => {
      const doc = route.config?.doc;
      if (doc === undefined) return { schema, url };
      const operation = operationOf(doc, String(route.method), schema?.querystring as Schema | undefined);
      const operationId = names.get(doc);
      return { schema: { ...(operationId !== undefined && { operationId }), ...components.lift(operation) }, url };
    },
  });
  app.get('/openapi.json', { config: { doc: runtimeDocs.openapi } }, async () => {
    const document = app.swagger() as { readonly components?: object };
    return { ...document, components: { ...document.components, schemas: components.schemas } };
  });
}
