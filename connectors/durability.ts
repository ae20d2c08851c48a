/** How servers and files keep what they have acknowledged: what was found, to be judged elsewhere. Plain data. */

export type LogDurability =
  | { readonly kind: 'sqlite'; readonly sync: 'normal' | 'full' }
  | {
      readonly kind: 'jetstream';
      /** Servers that keep a stream: the least of all streams of the tenants. */
      readonly replicas: number;
      readonly sync: ServerSync;
    };

/** When a nats-server writes to the disk what it has acknowledged. */
export type ServerSync =
  /** Before it acknowledges: 0; or so many milliseconds later, at most. */
  | { readonly milliseconds: number }
  /** Nobody could be asked, and why. */
  | { readonly unknown: string };

export type StoreDurability =
  | { readonly kind: 'sqlite' }
  | { readonly kind: 'cassandra'; readonly replicas: number; readonly commitLog: CommitLogSync };

/** When a Cassandra node writes to the disk what it has acknowledged: before it does, or so many milliseconds later. */
export type CommitLogSync =
  | { readonly mode: 'batch' | 'group' }
  | { readonly mode: 'periodic'; readonly milliseconds: number }
  | { readonly unknown: string };
