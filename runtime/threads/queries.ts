import type { ActorQuery } from '../inspection/actor-query.ts';

/** What can be asked of a running partition. */
export type Query =
  | { readonly type: 'actors'; readonly query: ActorQuery }
  | { readonly type: 'actor'; readonly key: string };
