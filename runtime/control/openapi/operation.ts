import { errorAnswers } from './errors.ts';
import type { Answer, RouteDoc } from './route-doc.ts';
import type { Schema } from './schema.ts';

/**
 * A route's doc as @fastify/swagger takes a route's schema.
 *
 * @param querystring by which the route checks its query, if it does.
 */
export function operationOf(doc: RouteDoc, method: string, querystring: Schema | undefined): Record<string, unknown> {
  const { summary, description, path, query, headers, body, needed = [], who } = doc;
  const answers = Object.entries(doc.answers).map(([status, answer]) => [status, answerOf(answer)]);
  const checked = querystring ?? (query && { type: 'object', properties: query });
  return {
    summary,
    ...(description !== undefined && { description }),
    ...(path && { params: parameters(path, Object.keys(path)) }),
    ...(checked && { querystring: { ...checked, required: needed } }),
    ...(headers && { headers: parameters(headers, []) }),
    ...(body && { body: { content: contentOf(body) } }),
    response: { ...(who !== 'anybody' && errorAnswers(method, doc.errors ?? [])), ...Object.fromEntries(answers) },
    security: securityOf(who),
  };
}

/** Either of the alternatives will do; OpenAPI 3.1 takes names of roles here. */
function securityOf(who: RouteDoc['who']): readonly Readonly<Record<string, readonly string[]>>[] {
  if (who === 'anybody') return [];
  return who === 'operators' ? [{ token: ['operator'] }] : [{ token: ['operator'] }, { token: ['tenant'] }];
}

function parameters(properties: Readonly<Record<string, Schema>>, required: readonly string[]): Schema {
  return { type: 'object', properties, required };
}

function answerOf({ description, json, content }: Answer): Schema {
  const kinds = content ?? (json && { 'application/json': json });
  return kinds === undefined ? { type: 'null', description } : { description, content: contentOf(kinds) };
}

function contentOf(kinds: Readonly<Record<string, Schema>>): Record<string, { readonly schema: Schema }> {
  return Object.fromEntries(Object.entries(kinds).map(([type, schema]) => [type, { schema }]));
}
