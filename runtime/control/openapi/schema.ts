/** A JSON Schema (2020-12, as OpenAPI 3.1 has it). */
export type Schema = Readonly<Record<string, unknown>>;

/**
 * An object with the properties of a type, so that one which is added to the type has to be described here.
 *
 * @param sometimes those that may be left out.
 */
export function objectOf<T>(
  properties: Readonly<Record<keyof T & string, Schema>>,
  sometimes: readonly (keyof T & string)[] = [],
): Schema {
  const names = Object.keys(properties) as (keyof T & string)[];
  return { type: 'object', properties, required: names.filter((name) => !sometimes.includes(name)) };
}

/** One of a type's words: all of them have to be named. */
export function oneOf<T extends string>(words: Readonly<Record<T, true>>, description?: string): Schema {
  return { type: 'string', enum: Object.keys(words), ...(description !== undefined && { description }) };
}

/** A schema that the document has once, under a name for programs. */
export function named(name: string, schema: Schema): Schema {
  return { $id: name, ...schema };
}

export function listOf(items: Schema, description?: string): Schema {
  return { type: 'array', items, ...(description !== undefined && { description }) };
}

export function text(description?: string): Schema {
  return { type: 'string', ...(description !== undefined && { description }) };
}

export function number(description?: string): Schema {
  return { type: 'number', ...(description !== undefined && { description }) };
}

export function flag(description?: string): Schema {
  return { type: 'boolean', ...(description !== undefined && { description }) };
}

/** A number for each of some names. */
export function numbersBy(description: string): Schema {
  return { type: 'object', additionalProperties: { type: 'number' }, description };
}

/** That, or null. */
export function orNull(schema: Schema): Schema {
  const { description, ...rest } = schema;
  return { anyOf: [rest, { type: 'null' }], ...(description !== undefined && { description }) };
}
