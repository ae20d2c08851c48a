import { type Schema, text } from './schema.ts';

/** In the path of what is one tenant's. */
export const tenantId: Readonly<Record<string, Schema>> = { id: text("The tenant's id.") };
