import type { Schema } from './schema.ts';

/** What a route is for, what it is asked with and how it answers. It describes, and checks nothing. */
export interface RouteDoc {
  /** One line. */
  readonly summary: string;
  readonly description?: string;
  /** Parameters of its path, in the query and in headers, by their names. A query that the route checks by a schema has that one. */
  readonly path?: Readonly<Record<string, Schema>>;
  readonly query?: Readonly<Record<string, Schema>>;
  /** Those of the query that have to be there. */
  readonly needed?: readonly string[];
  readonly headers?: Readonly<Record<string, Schema>>;
  /** Body by content type. */
  readonly body?: Readonly<Record<string, Schema>>;
  readonly answers: Readonly<Record<number, Answer>>;
  /** Statuses of errors beside those that every route may answer with. */
  readonly errors?: readonly number[];
  /** Default: operators, and tenants of what is theirs. */
  readonly who?: 'anybody' | 'operators';
}

/** An answer: JSON of a schema, or what each content type holds; neither: no body. */
export interface Answer {
  readonly description: string;
  readonly json?: Schema;
  readonly content?: Readonly<Record<string, Schema>>;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    readonly doc?: RouteDoc;
  }
}
