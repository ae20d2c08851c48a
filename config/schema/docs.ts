import { z } from 'zod';

/** What the reference says of a kind of value. */
export interface LeafDoc {
  /** What may stand there, with its unit and bounds. */
  readonly wanted: string;
}

/** What every leaf schema accepts, in words. */
export const leafDocs = z.registry<LeafDoc>();

/** Defaults that are no fixed value, in words. */
export const spokenDefaults = z.registry<{ readonly text: string }>();

/** Says in words what the default of an optional key is. */
export function defaultsTo<S extends z.ZodType>(schema: S, text: string): S {
  spokenDefaults.add(schema, { text });
  return schema;
}
