import { z } from 'zod';
import { configSchema } from './schema/config.ts';
import { tenantSchema } from './schema/tenant.ts';

/** What stands in for any scalar: an environment variable or a file. */
const FROM_OUTSIDE = { type: 'string', pattern: '\\$\\{(env|file):' } as const;

/**
 * The configuration as a JSON schema (draft 2020-12), for editors that complete and check YAML. It describes the file:
 * durations and sizes are text, and any scalar but a telling one (`kind`, `use`) may hold an environment variable or a file. What
 * depends on several keys, on files or on the environment is checked at loading alone.
 */
export function configJsonSchema(): z.core.JSONSchema.BaseSchema {
  const schema = z.toJSONSchema(configSchema, {
    io: 'input',
    override: ({ jsonSchema }) => allowOutside(jsonSchema),
  });
  return { title: 'Millrace configuration', ...schema };
}

/** A tenant's section as it is sent to a live runtime: of it alone, and nothing comes from outside. */
export function tenantJsonSchema(): Readonly<Record<string, unknown>> {
  const { $schema: _, ...schema } = z.toJSONSchema(tenantSchema, { io: 'input' });
  return schema;
}

function allowOutside(schema: z.core.JSONSchema.BaseSchema): void {
  const { type, pattern, enum: words, const: only, minimum, maximum, exclusiveMinimum } = schema;
  const open = type === 'string' && pattern === undefined && words === undefined;
  if (
    typeof type !== 'string' ||
    !['string', 'integer', 'number', 'boolean'].includes(type) ||
    only !== undefined ||
    open
  )
    return;
  const own = { type, pattern, enum: words, minimum, maximum, exclusiveMinimum };
  for (const key of Object.keys(own)) delete schema[key];
  const given = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
  schema.anyOf = [given, FROM_OUTSIDE];
}
