import type { Schema } from './schema.ts';

/** The named schemas of a document, which others refer to. */
export class Components {
  readonly #schemas = new Map<string, unknown>();

  /** All that were lifted, by name. */
  get schemas(): Readonly<Record<string, unknown>> {
    return Object.fromEntries(this.#schemas);
  }

  /** A part of the document with a reference in the place of each named schema inside, which is kept. */
  lift(part: object): Schema {
    return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, this.#lifted(value)]));
  }

  #lifted(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((one) => this.#lifted(one));
    if (typeof value !== 'object' || value === null) return value;
    const { $id: name, ...rest } = value as Schema;
    if (typeof name !== 'string') return this.lift(value);
    if (!this.#schemas.has(name)) this.#schemas.set(name, this.lift(rest));
    return { $ref: `#/components/schemas/${name}` };
  }
}
