import type { ActorFigures } from '../partition/actor-table.ts';

/** What a list of actors can be sorted by. */
export const sortNames = ['key', 'events', 'last-event', 'last-arrival', 'value'] as const;
export type SortName = (typeof sortNames)[number];

/** Which actors, in what order, which page of them. Plain data. */
export interface ActorQuery {
  readonly station?: readonly string[];
  readonly sensor?: readonly string[];
  readonly alarm?: readonly string[];
  /** Whether the last event was active. */
  readonly isActive?: boolean;
  readonly sort: SortName;
  readonly descending: boolean;
  /** Rows before the page. */
  readonly offset: number;
  /** Rows on the page. */
  readonly limit: number;
}

/** An actor in a list. */
export interface ActorRow extends ActorFigures {
  readonly key: string;
}

/** A page of actors. */
export interface ActorPage {
  /** Actors that the query finds. */
  readonly total: number;
  readonly rows: readonly ActorRow[];
}
