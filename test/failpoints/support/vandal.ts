import type { LogRecord } from '../../../connectors/log.ts';

export type Direction = 'input' | 'output';

/** What can happen to the logs of a partition while nobody owns it. */
export interface Vandal {
  /** Keeps a copy of both logs as they are. */
  copy(): Promise<void>;
  /** Puts the copy of one log back: what came since is lost. */
  putBack(direction: Direction): Promise<void>;
  /** Deletes a log and makes it anew. */
  recreate(direction: Direction): Promise<void>;
  /** Drops all records of the input but the newest. */
  expire(): Promise<void>;
}

/** What a vandal knows of the partition. */
export interface Victim {
  readonly spec: { readonly tenant: string };
  records(direction: Direction): Promise<readonly LogRecord[]>;
  reconnect(): Promise<void>;
}
